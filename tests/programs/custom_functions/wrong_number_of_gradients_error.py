import torch
from torch.autograd import Function
class Scale(Function):
    @staticmethod
    def forward(ctx, x, factor):
        ctx.factor = factor
        return x * factor
    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * ctx.factor       # forgot None for factor
x = torch.ones(3, requires_grad=True)
y = Scale.apply(x, 2.0)
y.sum().backward()
print(x.grad)
