import copy
import torch
from torch import nn


class Cached(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 1)
        self.last = None

    def forward(self, x):
        self.last = self.lin(x)
        return self.last


torch.manual_seed(0)
net = Cached()
clone = copy.deepcopy(net)
print(torch.equal(clone.lin.weight, net.lin.weight), clone.lin.weight is net.lin.weight)
net(torch.ones(1, 2)).sum().backward()
print(net.lin.weight.grad)
try:
    copy.deepcopy(net)
except RuntimeError as e:
    print(e)
net.last = net.last.detach()
clone = copy.deepcopy(net)
print(clone.last, clone.lin.weight.grad, clone.lin.weight.is_leaf)
copy.deepcopy(net.lin.weight * 2)
