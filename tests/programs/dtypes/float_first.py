import torch
x = torch.arange(4, dtype=torch.float32, requires_grad=True)
y = torch.arange(4).float().requires_grad_()
z = torch.tensor([1, 2, 3, 4], dtype=torch.float, requires_grad=True)
(x * y * z).sum().backward()
print(x.grad, y.grad, z.grad)
