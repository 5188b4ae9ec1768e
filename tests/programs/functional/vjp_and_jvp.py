import torch
def f(x):
    return torch.stack([x[0] * x[1], x[0] + x[1]])
x = torch.tensor([2., 3.])
v = torch.tensor([1., 0.5])
out, g = torch.autograd.functional.vjp(f, x, v)
print(out, g)
out, t = torch.autograd.functional.jvp(f, x, v)
print(out, t)
