import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 1
y.masked_fill_(y > 2, 0.)
y.index_fill_(0, torch.tensor([0]), 5.)
print(y)
y.sum().backward()
print(x.grad)
z = torch.zeros(3)
z.index_add_(0, torch.tensor([0, 2, 2]), torch.ones(3))
z.scatter_(0, torch.tensor([1]), 9.)
print(z)
