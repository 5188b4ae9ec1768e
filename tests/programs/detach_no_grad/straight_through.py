import torch

# straight-through estimator for round()
x = torch.tensor([0.3, 1.7, 2.5], requires_grad=True)
y = torch.round(x)
y.sum().backward()
print(y, x.grad)      # zero everywhere

x.grad = None
y = x + (torch.round(x) - x).detach()
y.sum().backward()
print(y, x.grad)
