import torch
import torch.nn as nn
gen = nn.Parameter(torch.tensor([[1., 2.]]))
lin = nn.Linear(2, 1, bias=False)
lin.weight.data = gen * 2          # values arrive, the graph does not
y = lin(torch.tensor([[1., 1.]])).sum()
y.backward()
print(y, gen.grad, lin.weight.grad)
del lin.weight
lin.weight = gen * 2               # now a plain attribute
y = lin(torch.tensor([[1., 1.]])).sum()
y.backward()
print(y, gen.grad, list(lin.parameters()))
