import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = (x ** 2).sum()
x0 = x[0]
torch.autograd.grad(y, x0)
