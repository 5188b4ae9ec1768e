import torch
x = torch.tensor(1.)
w = torch.tensor(2., requires_grad=True)
torch.autograd.grad(w * x, x)
