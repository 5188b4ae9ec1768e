import torch
x = torch.tensor(2., requires_grad=True)
y = x * 3
y.requires_grad_(False)
