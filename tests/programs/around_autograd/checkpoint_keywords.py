import torch
from torch.utils.checkpoint import checkpoint
def f(x, *, scale=1):
    return x * x * scale
x = torch.tensor([1., 2.], requires_grad=True)
out = checkpoint(f, x, use_reentrant=False, scale=3)
print(out)
g, = torch.autograd.grad(out.sum(), x)
print(g)
try:
    out = checkpoint(f, x, use_reentrant=True, scale=3)
except ValueError as e:
    print(e)
out = checkpoint(lambda x: x ** 3, x, use_reentrant=True)
try:
    torch.autograd.grad(out.sum(), x)
except RuntimeError as e:
    print(e)
out = checkpoint(lambda x: x ** 3, x, use_reentrant=False)
g, = torch.autograd.grad(out.sum(), x, create_graph=True)
g.sum().backward()
print(x.grad)
