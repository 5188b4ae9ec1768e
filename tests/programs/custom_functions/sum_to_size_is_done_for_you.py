import torch
class Add(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        return a + b
    @staticmethod
    def backward(ctx, g):
        return g, g          # b was broadcast!
a = torch.ones(2, 3, requires_grad=True)
b = torch.ones(3, requires_grad=True)
Add.apply(a, b).sum().backward()
print(a.grad)
print(b.grad)
