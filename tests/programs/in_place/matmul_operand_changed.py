import torch
W = torch.eye(2, requires_grad=True)
x = torch.tensor([[1., 2.]], requires_grad=True)
h = x * 2
y = h @ W
h[0, 0] = 0.
y.sum().backward()
