import torch
from torch.utils.checkpoint import checkpoint
def f(x, y):
    print("forward")
    z = torch.sin(x) * y
    print("mid")
    w = z.exp()
    print("end", w.requires_grad)
    return w
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
out = checkpoint(f, x, y, use_reentrant=False)
print(out)
out.sum().backward()
print(x.grad, y.grad)
