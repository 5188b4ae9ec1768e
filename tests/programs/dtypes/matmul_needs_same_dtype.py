import torch
A = torch.ones(2, 2)
v = torch.tensor([1, 2])
print(A * v)
print(A @ v)
