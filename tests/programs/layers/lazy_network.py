import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(
    nn.LazyConv2d(4, 3),
    nn.LazyBatchNorm2d(),
    nn.ReLU(),
    nn.Flatten(),
    nn.LazyLinear(8),
    nn.LazyBatchNorm1d(),
    nn.LazyLinear(2),
)
print(net)
out = net(torch.randn(3, 1, 6, 6))
print(net)
print([tuple(p.shape) for p in net.parameters()])
out.pow(2).sum().backward()
print(out, net[6].bias.grad, net[1].bias.grad)
