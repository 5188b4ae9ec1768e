import torch
from torch import nn


class Two(nn.Module):
    def forward(self, a, b):
        return a * 2, b * 3, a + b


m = Two()
hook = m.register_full_backward_hook(lambda mod, gi, go: print("hook", gi, go))
pre = m.register_full_backward_pre_hook(lambda mod, go: print("pre ", go))
a = torch.ones(2, requires_grad=True)
b = torch.ones(2, requires_grad=True)
x, y, z = m(a, b)
print(x.grad_fn is z.grad_fn, x.grad_fn.name())
(x.sum() + 2 * z.sum()).backward()
print(a.grad, b.grad)
x, y, z = m(a, b)
y.sum().backward()
x, y, z = m(a, b.detach())
print(torch.autograd.grad(x.sum() + z.sum(), a))
hook.remove()
pre.remove()
x, y, z = m(a, b)
print(x.grad_fn.name())

m.register_full_backward_hook(lambda mod, gi, go: (gi[0] * 10, gi[1] * 100))
m.register_full_backward_pre_hook(lambda mod, go: (go[0], go[1], go[2] * 2))
a.grad = b.grad = None
x, y, z = m(a, b)
(x + y + z).sum().backward()
print(a.grad, b.grad)
