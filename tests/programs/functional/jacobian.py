import torch
from torch.autograd.functional import jacobian
def f(x):
    return x ** 2
x = torch.tensor([1., 2., 3.])
print(jacobian(f, x))
def g(x, y):
    return x * y.sum()
J = jacobian(g, (x, torch.tensor([1., 1.])))
print(J[0])
print(J[1])
