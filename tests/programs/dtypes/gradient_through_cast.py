import torch
x = torch.tensor([1.5, 2.5], requires_grad=True)
y = x.double() ** 2
print(y)
y.sum().backward()
print(x.grad)
z = x.int()
print(z.requires_grad, z)
