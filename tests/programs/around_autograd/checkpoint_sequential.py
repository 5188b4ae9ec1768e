import torch
from torch.utils.checkpoint import checkpoint_sequential
from torch import nn
torch.manual_seed(1)
net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 4), nn.Tanh(), nn.Linear(4, 1))
x = torch.randn(3, 4, requires_grad=True)
out = checkpoint_sequential(net, 2, x, use_reentrant=False)
out.sum().backward()
print(out, x.grad)
