import torch
x = torch.tensor([1., 2.])
x.require_grad = True       # typo! nothing happens
y = (x * 2).sum()
print(x.requires_grad, y.requires_grad)
y.backward()
