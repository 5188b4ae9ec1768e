import torch
class Sin(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.sin()
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * x.cos()
x = torch.tensor([0.5, 1.0], requires_grad=True)
y = Sin.apply(x).sum()
g, = torch.autograd.grad(y, x, create_graph=True)
print(g)
gg, = torch.autograd.grad(g.sum(), x, create_graph=True)
print(gg, torch.allclose(gg, -x.sin()))
ggg, = torch.autograd.grad(gg.sum(), x)
print(ggg)
