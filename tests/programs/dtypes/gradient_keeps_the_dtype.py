import torch
a = torch.tensor([1., 2.], requires_grad=True)                       # float32
b = torch.tensor([3., 4.], dtype=torch.float64, requires_grad=True)
c = a * b
print(c.dtype)
c.sum().backward()
print(a.grad.dtype, b.grad.dtype)
print(a.grad, b.grad)
