import torch
x = torch.tensor([[1., 2., 4.], [0., -1., 3.]], requires_grad=True)
g = torch.ones(3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
mean = x.mean(dim=-1, keepdim=True)
var = x.var(dim=-1, keepdim=True, unbiased=False)
y = (x - mean) / torch.sqrt(var + 1e-5) * g + b
print(y)
(y * torch.tensor([1., 2., 3.])).sum().backward()
print(x.grad)
print(g.grad, b.grad)
