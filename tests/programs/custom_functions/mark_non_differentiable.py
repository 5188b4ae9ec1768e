import torch
from torch.autograd import Function

class Sort(Function):
    @staticmethod
    def forward(ctx, x):
        sorted, idx = x.sort()
        ctx.mark_non_differentiable(idx)
        ctx.save_for_backward(x, idx)
        return sorted, idx

    @staticmethod
    def backward(ctx, g1, g2):  # still need to accept g2
        x, idx = ctx.saved_tensors
        grad_input = torch.zeros_like(x)
        grad_input.index_add_(0, idx, g1)
        return grad_input

x = torch.tensor([3., 1., 2.], requires_grad=True)
vals, idx = Sort.apply(x)
print(vals, idx, idx.requires_grad)
(vals * torch.tensor([1., 10., 100.])).sum().backward()
print(x.grad)

class FloatMask(Function):
    @staticmethod
    def forward(ctx, x):
        m = (x > 1.5).float()
        ctx.mark_non_differentiable(m)
        return m, x * m
    @staticmethod
    def backward(ctx, gm, gy):
        print(gm, gy)
        return gy
m, y = FloatMask.apply(x)
print(m.requires_grad, y.requires_grad)
y.sum().backward()
print(x.grad)
