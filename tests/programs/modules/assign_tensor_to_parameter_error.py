import torch
from torch import nn
lin = nn.Linear(2, 2)
lin.weight = nn.Parameter(torch.eye(2))
print(lin.weight)
try:
    lin.weight = torch.zeros(2, 2)
except TypeError as e:
    print(e)
lin.bias = None
print(lin, lin(torch.tensor([[1., 2.]])))
lin.weight += 1
