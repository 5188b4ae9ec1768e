import torch
n = torch.tensor([1, 2, 3])
print(n ** 2, n ** 0, n ** 0.5, n ** -1.0)
print(n ** -1)
