import torch
# factory functions with requires_grad=True are not affected by no_grad
with torch.no_grad():
    x = torch.ones(2, requires_grad=True)
    y = x + 1
print(x.requires_grad, y.requires_grad)
