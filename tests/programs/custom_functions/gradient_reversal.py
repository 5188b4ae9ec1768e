import torch
from torch import nn
from torch.autograd import Function

class GradReverse(Function):
    @staticmethod
    def forward(ctx, x, lambd):
        ctx.lambd = lambd
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output.neg() * ctx.lambd, None

def grad_reverse(x, lambd=1.0):
    return GradReverse.apply(x, lambd)

torch.manual_seed(0)
feature = nn.Linear(2, 2)
domain = nn.Linear(2, 1)
x = torch.tensor([[1., -1.]])
plain = domain(feature(x)).sum()
g_plain = torch.autograd.grad(plain, feature.weight)[0]
rev = domain(grad_reverse(feature(x), 0.5)).sum()
g_rev = torch.autograd.grad(rev, [feature.weight, domain.weight])
print(g_plain)
print(g_rev[0])
print(g_rev[1])
print(torch.equal(g_rev[0], -0.5 * g_plain))
