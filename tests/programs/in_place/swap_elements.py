import torch
x = torch.tensor([1., 2., 3.])
x[0], x[2] = x[2].item(), x[0].item()
print(x)
x[[0, 1]] = x[[1, 0]]
print(x)
