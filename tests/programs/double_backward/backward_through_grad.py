import torch
a = torch.tensor(2., requires_grad=True)
b = torch.tensor(3., requires_grad=True)
f = a ** 2 * b ** 3
fa, fb = torch.autograd.grad(f, (a, b), create_graph=True)
print(fa, fb)
(fa + fb).backward()
print(a.grad, b.grad)
