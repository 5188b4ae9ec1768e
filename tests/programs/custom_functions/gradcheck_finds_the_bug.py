import torch
from torch.autograd import Function, gradcheck, gradgradcheck

class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 3
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * 3 * x ** 2

class WrongCube(Cube):
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * 3 * x        # forgot the square

x = torch.tensor([1., 2.], dtype=torch.double, requires_grad=True)
print(gradcheck(Cube.apply, (x,)))
print(gradgradcheck(Cube.apply, (x,)))
print(gradcheck(WrongCube.apply, (x,), raise_exception=False))
print(gradcheck(torch.sin, x), gradcheck(lambda a, b: (a * b).sum(), (x, x.detach().clone().requires_grad_())))
try:
    gradcheck(WrongCube.apply, (x,))
except RuntimeError as e:
    print(e)
