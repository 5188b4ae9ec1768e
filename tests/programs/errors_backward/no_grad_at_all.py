import torch
a = torch.tensor([1., 2.])
b = a * 3
b.sum().backward()
