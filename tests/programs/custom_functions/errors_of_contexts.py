import torch
from torch.autograd.function import Function, once_differentiable


class Square(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * x * g


class SavesNumber(Square):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(3.0)
        return x * x


class Extra(Function):
    @staticmethod
    def forward(ctx, x, c):
        return x * c

    @staticmethod
    def backward(ctx, g):
        return g, g


class Once(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    @once_differentiable
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return 2 * x * g


class Empty(Function):
    pass


x = torch.tensor([1.0, 2.0], requires_grad=True)
y = Square.apply(x).sum()
y.backward()
try:
    y.backward()
except RuntimeError as error:
    print(error)
z = x * 1
w = Square.apply(z).sum()
z.add_(1)
try:
    w.backward()
except RuntimeError as error:
    print(error)
try:
    SavesNumber.apply(x)
except TypeError as error:
    print(error)
try:
    Extra.apply(x, 3.0).sum().backward()
except RuntimeError as error:
    print(error)
try:
    Empty.apply(x)
except NotImplementedError as error:
    print(error)
(g,) = torch.autograd.grad((Once.apply(x * 2) * x).sum(), x, create_graph=True)
try:
    g.sum().backward()
except RuntimeError as error:
    print(error)
(h,) = torch.autograd.grad(Square.apply(x).sum(), x, create_graph=True)
h.sum().backward()
print(h, x.grad)
