import torch
import torch.utils.checkpoint as cp
from torch import nn
torch.manual_seed(1)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 4))
        self.b = nn.Linear(4, 1)
    def forward(self, x, use):
        h = cp.checkpoint(self.a, x, use_reentrant=False) if use else self.a(x)
        return self.b(h)
net = Net()
x = torch.randn(3, 4)
for use in (False, True):
    torch.manual_seed(5)
    net.zero_grad()
    loss = net(x, use).pow(2).mean()
    loss.backward()
    print(loss, net.a[0].weight.grad.norm(), torch.rand(1))
