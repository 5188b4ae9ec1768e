import torch

class MulConstant(torch.autograd.Function):
    @staticmethod
    def forward(ctx, tensor, constant):
        # ctx is a context object that can be used to stash information
        # for backward computation
        ctx.constant = constant
        return tensor * constant

    @staticmethod
    def backward(ctx, grad_output):
        # We return as many input gradients as there were arguments.
        # Gradients of non-Tensor arguments to forward must be None.
        return grad_output * ctx.constant, None

x = torch.tensor([1., 2.], requires_grad=True)
y = MulConstant.apply(x, 3)
print(y)
y.sum().backward()
print(x.grad)
z = MulConstant.apply(torch.ones(2), 5)
print(z, z.requires_grad)
try:
    MulConstant.apply(x, constant=3)
except TypeError as e:
    print(e)
