import torch

x = torch.ones(2, 2, requires_grad=True)
y = x * 2
v = y[0]
v.mul_(3)          # changes y, and its graph
print(y)
print(type(v.grad_fn).__name__, type(y.grad_fn).__name__)
y.sum().backward()
print(x.grad)
