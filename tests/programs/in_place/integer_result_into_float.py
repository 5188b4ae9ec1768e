import torch
n = torch.tensor([1, 2, 3])
n += 1
print(n)
n += 0.5
