import torch
x = torch.tensor([[1.], [2.]], requires_grad=True)
y = x.expand(2, 3)
y.sum().backward()
print(x.grad)
x.grad = None
y = x.expand(-1, 4) * torch.arange(4.)
y.sum().backward()
print(x.grad)
