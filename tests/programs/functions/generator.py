import torch
def batches(data, size):
    for i in range(0, len(data), size):
        yield data[i:i + size]
data = torch.arange(5.)
for b in batches(data, 2):
    print(b)
