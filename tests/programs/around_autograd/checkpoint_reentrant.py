import torch
from torch.utils.checkpoint import checkpoint
def f(x, y):
    print("forward", torch.is_grad_enabled())
    return (torch.sin(x) * y).exp()
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
out = checkpoint(f, x, y, use_reentrant=True)
print(out)
out.sum().backward()
print(x.grad, y.grad)
out = checkpoint(f, x.detach(), y.detach(), use_reentrant=True)
print(out)
