import torch
from torch import nn

torch.manual_seed(1)
net = nn.Sequential(nn.LazyLinear(4), nn.ReLU(), nn.LazyLinear(2))
print(net)
x = torch.rand(2, 3)
out = net(x)
print(net)
print(out)
print(net[0].weight.shape, [p.shape for p in net.parameters()])
out.sum().backward()
print(net[2].bias.grad)
