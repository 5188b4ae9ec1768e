import torch

w = torch.tensor([1., 2.], requires_grad=True)
b = torch.zeros(2, requires_grad=True)
h = w * 3 + b
s = h.sin()
h.zero_()
s.sum().backward()
