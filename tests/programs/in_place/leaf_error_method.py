import torch
x = torch.zeros(3, requires_grad=True)
x.add_(1)
