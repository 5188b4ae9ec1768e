import torch


class InplaceReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        x.clamp_(min=0)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return x

    @staticmethod
    def backward(ctx, grad_output):
        (y,) = ctx.saved_tensors
        return grad_output * (y > 0)


x = torch.tensor([-1.0, 2.0, 3.0], requires_grad=True)
h = x * 3
y = InplaceReLU.apply(h)
print(y is h, h, h._version)
(y * y).sum().backward()
print(x.grad)

# on a view the base gets the change
x.grad = None
base = x * 1
part = base[:2]
InplaceReLU.apply(part)
print(base, part)
(base * torch.tensor([10.0, 100.0, 1000.0])).sum().backward()
print(x.grad)

try:
    InplaceReLU.apply(x)
except RuntimeError as error:
    print(error)
