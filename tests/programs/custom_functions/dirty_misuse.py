import torch


class Forgets(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x.add_(1)
        ctx.mark_dirty(x)
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2


class NotAnInput(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x * 2
        ctx.mark_dirty(y)
        return y

    @staticmethod
    def backward(ctx, g):
        return g * 2


class Pair(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        x.add_(1)
        y.mul_(2)
        ctx.mark_dirty(x, y)
        return x, y

    @staticmethod
    def backward(ctx, gx, gy):
        return gx, gy * 2


a = torch.tensor([1.0, 2.0], requires_grad=True)
try:
    Forgets.apply(a * 1)
except RuntimeError as error:
    print(error)
print(NotAnInput.apply(a * 1))
p, q = a * 1, a * 2
r, s = Pair.apply(p, q)
print(r is p, s is q, p.grad_fn is q.grad_fn, p, q)
(p.sum() + q.sum()).backward()
print(a.grad)
try:
    Pair.apply((a * 1)[:1], a * 1)
except RuntimeError as error:
    print(error)
