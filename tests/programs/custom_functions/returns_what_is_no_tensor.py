import torch


class WithExtras(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2, None, x.numel(), "name"

    @staticmethod
    def backward(ctx, *grads):
        print("arrived", grads)
        return grads[0] * 2


class Nothing(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return None

    @staticmethod
    def backward(ctx, g):
        return g


a = torch.tensor([1.0, 2.0], requires_grad=True)
result = WithExtras.apply(a)
print(result)
result[0].sum().backward()
print(a.grad)
print(Nothing.apply(a))
