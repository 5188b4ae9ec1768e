import torch


class Power(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, n):
        ctx.n = n
        ctx.save_for_backward(x)
        return x**n

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * ctx.n * x ** (ctx.n - 1), None


a = torch.tensor([1.0, 2.0], requires_grad=True)
y = Power.apply(a, 3)
node = y.grad_fn
print(node.name(), node.n, node.saved_tensors, node.needs_input_grad)
y.sum().backward()
print(a.grad)
try:
    node.saved_tensors
except RuntimeError as error:
    print(error)
