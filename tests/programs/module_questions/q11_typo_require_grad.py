import torch
from torch import nn, optim
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
for p in net[0].parameters():
    p.require_grad = False      # typo, no error
before = net[0].weight.clone()
opt = optim.SGD(net.parameters(), lr=0.1)
net(torch.ones(1, 2)).sum().backward()
opt.step()
print([p.requires_grad for p in net.parameters()], net[0].weight.require_grad)
print(torch.equal(before, net[0].weight), net[0].weight.grad is None)

class Sub(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(1, 1)
sub = Sub()
sub.requires_grad = False       # only an attribute of the module
print([p.requires_grad for p in sub.parameters()], sub.requires_grad)
sub.requires_grad_(False)
print([p.requires_grad for p in sub.parameters()])
