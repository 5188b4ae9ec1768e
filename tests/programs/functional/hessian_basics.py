import torch
from torch.autograd.functional import hessian, hvp, vhp

def pow_reducer(x):
    return x.pow(3).sum()

inputs = torch.tensor([[1., 2.], [3., 4.]])
print(hessian(pow_reducer, inputs))

def pow_adder_reducer(x, y):
    return (2 * x.pow(2) + 3 * y.pow(2) * x).sum()

x, y = torch.tensor([1., 2.]), torch.tensor([3., 4.])
H = hessian(pow_adder_reducer, (x, y))
print(H)
rosen = lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2
p = torch.tensor([1., 1.])
H = hessian(rosen, p)
print(H, torch.linalg.eigvalsh(H) > 0)
v = torch.tensor([1., 0.5])
print(hvp(rosen, p, v), vhp(rosen, p, v), H @ v)
