import torch
from torch.autograd import Function

class SumAndDiff(Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.set_materialize_grads(False)
        return a + b, a - b

    @staticmethod
    def backward(ctx, gs, gd):
        print('backward got', gs, gd)
        ga = gb = None
        if gs is not None:
            ga, gb = gs, gs
        if gd is not None:
            ga = gd if ga is None else ga + gd
            gb = -gd if gb is None else gb - gd
        return ga, gb

a = torch.tensor([1., 2.], requires_grad=True)
b = torch.tensor([3., 4.], requires_grad=True)
s, d = SumAndDiff.apply(a, b)
print(s, d)
d.sum().backward()
print(a.grad, b.grad)
s, d = SumAndDiff.apply(a, b)
(s * d).sum().backward()
print(a.grad, b.grad)
