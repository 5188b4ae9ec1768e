import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
for p in net[1].parameters():
    p.requires_grad = False
x = torch.randn(8, 2)
before = net[1].running_mean.clone()
net(x).sum().backward()
print(torch.equal(before, net[1].running_mean), net[1].weight.grad)   # stats still move
net[1].eval()
before = net[1].running_mean.clone()
net(x)
print(torch.equal(before, net[1].running_mean))
