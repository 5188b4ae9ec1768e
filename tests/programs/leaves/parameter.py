import torch
from torch import nn
p = nn.Parameter(torch.tensor([1., 2.]))
print(p)
print(p.requires_grad, p.is_leaf, type(p))
q = nn.Parameter(torch.zeros(2), requires_grad=False)
print(q, isinstance(p, torch.Tensor), isinstance(p, nn.Parameter))
(p * 3).sum().backward()
print(p.grad)
for row in p:
    print(row)
