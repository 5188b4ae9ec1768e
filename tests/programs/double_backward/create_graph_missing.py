import torch
x = torch.tensor(2., requires_grad=True)
y = x ** 3
g = torch.autograd.grad(y, x)[0]
print(g, g.requires_grad)
g.backward()
