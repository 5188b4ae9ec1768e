import torch
a = torch.tensor([True, False])
b = torch.tensor([True, True])
print(a + b, a * b)
print(a - b)
