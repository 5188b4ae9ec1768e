import torch
from torch import nn
torch.manual_seed(0)
pre = torch.randn(2, 2)
pre.requires_grad = False
lin = nn.Linear(2, 2)
lin.weight.requires_grad = False
lin.weight = nn.Parameter(pre)           # requires_grad is True again
print(lin.weight.requires_grad)
lin(torch.ones(1, 2)).sum().backward()
print(lin.weight.grad)
lin.weight = nn.Parameter(pre, requires_grad=False)
print(lin.weight.requires_grad)
