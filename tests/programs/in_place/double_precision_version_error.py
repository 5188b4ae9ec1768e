import torch
x = torch.tensor([[1., 2.]], dtype=torch.float64, requires_grad=True)
y = torch.tanh(x)
z = y * y
y -= 1
z.sum().backward()
