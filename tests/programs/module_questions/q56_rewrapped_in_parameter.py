import torch
from torch import nn
from torch.autograd import Variable
torch.manual_seed(0)
meta = nn.Linear(1, 2)
lin = nn.Linear(2, 1)
w = meta(torch.ones(1, 1))
lin.weight = nn.Parameter(w)            # a new leaf, cut from meta
loss = lin(torch.ones(3, 2)).mean()
loss.backward()
print(lin.weight.is_leaf, lin.weight.grad, meta.weight.grad)
v = Variable(meta(torch.ones(1, 1)), requires_grad=True)
print(v.is_leaf, v.grad_fn is not None)
h = torch.tensor(meta(torch.ones(1, 1)), requires_grad=True)      # warns: copy
h.sum().backward()
print(h.grad, meta.weight.grad)
