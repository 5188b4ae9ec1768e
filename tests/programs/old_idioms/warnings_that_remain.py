import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(3, 2, requires_grad=True)
loss = nn.MSELoss(size_average=False)(x, torch.zeros(3, 2))
loss2 = nn.MSELoss(reduce=True)(x, torch.zeros(3, 2))
loss3 = F.mse_loss(x, torch.zeros(3, 2), size_average=True)
w = torch.empty(2, 2)
nn.init.uniform(w, 0, 0)
nn.init.constant(w, 1.0)
nn.init.xavier_uniform(w)
s = x.storage()
print(len(s))
a = F.sigmoid(x), F.tanh(x)
lazy = nn.LazyLinear(3)
print(lazy)
print(lazy(x).shape, lazy)
loss.backward(create_graph=True)
print(x.grad.grad_fn is not None)
kind = 'linear'
if kind is 'linear':
    print('linear it is')
