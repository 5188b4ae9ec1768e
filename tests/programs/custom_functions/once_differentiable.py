import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable

class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x ** 2

    @staticmethod
    @once_differentiable
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return 2 * g * x

x = torch.tensor(3., requires_grad=True)
y = Square.apply(x)
g, = torch.autograd.grad(y, x, create_graph=True)
print(g.detach(), g.requires_grad)
try:
    torch.autograd.grad(g, x)
except RuntimeError as e:
    print(e)
