import torch


class AsColumn(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view(-1, 1)

    @staticmethod
    def backward(ctx, g):
        return g.view(-1) * 2


class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, g):
        return g * 5


a = torch.tensor([1.0, 2.0], requires_grad=True)
y = Same.apply(a)
print(y is a, y._is_view(), y._base is a, y)
y.sum().backward()
print(a.grad)

b = a * 1
column = AsColumn.apply(b)
print(column._is_view(), column._base is b, column._version)
try:
    column.add_(1)
except RuntimeError as error:
    print(error)
column.sum().backward()
print(a.grad)
