import torch

# the update comes between forward and backward
w = torch.tensor([1., 2.], requires_grad=True)
y = w * w
with torch.no_grad():
    w -= 0.5
y.sum().backward()
