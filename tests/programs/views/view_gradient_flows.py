import torch
x = torch.arange(6., requires_grad=True)
y = x.view(2, 3)
z = y[:, 1:]
w = z.t()
(w * torch.tensor([[1., 2.], [3., 4.]])).sum().backward()
print(x.grad)
