import torch
x = torch.tensor([0., 1.], requires_grad=True)
y = torch.exp(x)
y.mul_(2)
y.sum().backward()
