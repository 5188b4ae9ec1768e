import torch
a = torch.ones(5)
b = a.numpy()
print(b)
a.add_(1)
print(a)
print(b)
