import torch
from torch.func import jacrev, jacfwd, vjp
def f(x):
    return x ** 2 + x.sum()
x = torch.tensor([1., 2.])
print(jacrev(f)(x))
print(jacfwd(f)(x))
out, vjp_fn = vjp(f, x)
print(out, vjp_fn(torch.ones(2)))
