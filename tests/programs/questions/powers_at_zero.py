import torch
b = torch.tensor([0., 1., 2.], requires_grad=True)
(torch.tensor(0.) ** b).sum().backward()
print(b.grad)
x = torch.tensor([0., 2.], requires_grad=True)
(x ** 0).sum().backward()
print(x.grad)
x.grad = None
(x ** 1.5).sum().backward()
print(x.grad)
