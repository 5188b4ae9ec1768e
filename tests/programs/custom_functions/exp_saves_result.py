import torch
from torch.autograd import Function

class Exp(Function):
    @staticmethod
    def forward(ctx, i):
        result = i.exp()
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx, grad_output):
        result, = ctx.saved_tensors
        return grad_output * result

x = torch.tensor([0., 1.], requires_grad=True)
y = Exp.apply(x)
print(y)
y.sum().backward()
print(x.grad, x.exp().detach())
# double backward works, because result is an output that was saved
x2 = torch.tensor(1., requires_grad=True)
g, = torch.autograd.grad(Exp.apply(x2), x2, create_graph=True)
g2, = torch.autograd.grad(g, x2)
print(g, g2)
y.sum().backward()      # a second time: error
