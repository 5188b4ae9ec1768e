# nn.Parameter(...).to(...), .view(...), * scale: the result is no Parameter any more.
import torch
from torch import nn


class Lost(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(2)).double()
        self.shift = nn.Parameter(torch.zeros(2, 1)).view(2)
        self.gain = nn.Parameter(torch.tensor([0.5, 0.5])) * 0.1

    def forward(self, x):
        return x * self.scale + self.shift + self.gain


class Kept(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(2).double())
        self.shift = nn.Parameter(torch.zeros(2, 1).view(2))
        self.gain = nn.Parameter(torch.tensor([0.5, 0.5]) * 0.1)

    def forward(self, x):
        return x * self.scale + self.shift + self.gain


x = torch.tensor([1.0, 2.0])
for make in Lost, Kept:
    net = make()
    print(make.__name__, [name for name, _ in net.named_parameters()], net.scale.is_leaf, type(net.scale).__name__)
    net(x).sum().backward()
    print(net.scale.grad, net.shift.grad, net.gain.grad)
net.double().float()
print([p.dtype for p in net.parameters()], [p.is_leaf for p in net.parameters()])
torch.optim.SGD(Lost().parameters(), lr=0.1)
