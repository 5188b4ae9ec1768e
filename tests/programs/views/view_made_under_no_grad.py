import torch
x = torch.ones(2, 2, requires_grad=True)
y = x * 1
with torch.no_grad():
    v = y[0]
v += 1
