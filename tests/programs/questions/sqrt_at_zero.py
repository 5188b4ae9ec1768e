import torch
x = torch.zeros(2, requires_grad=True)
d = torch.sqrt((x ** 2).sum())
d.backward()
print(d, x.grad)
x.grad = None
n = x.norm()
n.backward()
print(n, x.grad)
