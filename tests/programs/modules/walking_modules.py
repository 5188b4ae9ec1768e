import torch
import torch.nn as nn

class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.lin = nn.Linear(d, d)
        self.act = nn.ReLU()
    def forward(self, x):
        return x + self.act(self.lin(x))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(2), Block(2))
        self.out = nn.Linear(2, 1)
    def forward(self, x):
        return self.out(self.blocks(x))

net = Net()
for name, m in net.named_modules():
    print(repr(name), '->', type(m).__name__)
print(len(list(net.modules())), len(list(net.children())))
for name, child in net.named_children():
    print(name, sum(p.numel() for p in child.parameters()))
print(net.blocks[0].lin, net.get_submodule('blocks.1.act'))
print(sum(p.numel() for p in net.parameters() if p.requires_grad))
print(net.blocks[1].lin.extra_repr())
print(hasattr(net, 'out'), 'out' in dict(net.named_children()), net.blocks._modules.keys())
