import torch
import torch.autograd.forward_ad as fwAD

# a Hessian-vector product: a tangent pushed through a gradient
x = torch.tensor([1.0, 2.0, -1.0], requires_grad=True)
v = torch.tensor([1.0, 0.0, 1.0])


def f(x):
    return (x**3).sum() + x[0] * x[1] * x[2]


with fwAD.dual_level():
    dual = fwAD.make_dual(x, v)
    (g,) = torch.autograd.grad(f(dual), dual, create_graph=True)
    hvp = fwAD.unpack_dual(g).tangent
print(hvp.detach())
H = torch.autograd.functional.hessian(f, x.detach())
print(H @ v)
