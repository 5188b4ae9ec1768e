import torch
from torch.autograd import grad
x = torch.tensor([1., 2.], requires_grad=True)
dx = grad(x.prod(), x)
print(dx, len(dx))
dx, = grad(x.prod(), x)
print(dx)
