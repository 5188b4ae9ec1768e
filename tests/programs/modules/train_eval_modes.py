import torch
from torch import nn

torch.manual_seed(1)
net = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.Dropout(p=0.5), nn.Linear(3, 1))
x = torch.randn(4, 3)

net.train()
print([m.training for m in net])
print(net(x).squeeze())
print(net(x).squeeze())       # dropout: different each time
net.eval()
print([m.training for m in net], net.training)
print(net(x).squeeze())
print(net(x).squeeze())       # the same
print(net[1].running_mean, net[1].num_batches_tracked)
net[2].train()
print(net(x).squeeze())
