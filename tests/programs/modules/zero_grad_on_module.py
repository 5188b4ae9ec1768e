import torch
from torch import nn
lin = nn.Linear(2, 1)
with torch.no_grad():
    lin.weight[:] = torch.tensor([[1., 2.]])
    lin.bias.zero_()
x = torch.tensor([[3., 4.]])
lin(x).sum().backward()
print(lin.weight.grad, lin.bias.grad)
lin(x).sum().backward()
print(lin.weight.grad)
lin.zero_grad()
print(lin.weight.grad)       # None since 2.0
lin(x).sum().backward()
lin.zero_grad(set_to_none=False)
print(lin.weight.grad)
print(lin.weight)
print(lin.bias)
