import torch
w = torch.tensor(2., requires_grad=True)
t = w * 1
y = t ** 2
t *= 10
y.backward()
