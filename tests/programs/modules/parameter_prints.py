import torch
from torch import nn
p = nn.Parameter(torch.arange(4.).view(2, 2))
print(p)
print(p.data, type(p), isinstance(p, torch.Tensor), isinstance(p, nn.Parameter))
print([p])
q = p * 2
print(type(q), q.is_leaf, p.is_leaf)
f = nn.Parameter(torch.tensor(1.5), requires_grad=False)
print(f)
print(nn.Parameter(torch.ones(1, 3)).T)
r = p.clone()
print(isinstance(r, nn.Parameter))
q.sum().backward()
print(p.grad, p)
