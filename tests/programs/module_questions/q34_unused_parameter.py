import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.used = nn.Linear(2, 1)
        self.aux = nn.Linear(2, 1)      # never called in forward
    def forward(self, x, use_aux=False):
        y = self.used(x)
        if use_aux:
            y = y + self.aux(x)
        return y
torch.manual_seed(0)
net = Net()
opt = torch.optim.Adam(net.parameters(), lr=0.1)
net(torch.ones(1, 2)).sum().backward()
for name, param in net.named_parameters():
    if param.grad is None:
        print('unused:', name)
total = sum(p.grad.norm() for p in net.parameters() if p.grad is not None)
print(total)
try:
    print(sum(p.grad.norm() for p in net.parameters()))
except AttributeError as e:
    print(e)
opt.step()
torch.autograd.grad(net(torch.ones(1, 2)).sum(), list(net.parameters()))   # error: not used in the graph
