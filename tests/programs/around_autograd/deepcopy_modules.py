import copy, torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
net(torch.ones(1, 2)).sum().backward()
old = copy.deepcopy(net)
print(old, old[0].weight.grad)
with torch.no_grad():
    net[0].weight.zero_()
print(old[0].weight, net[0].weight)
layers = nn.ModuleList([copy.deepcopy(nn.Linear(2, 2)) for _ in range(2)])
print(layers)
class Model(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer
        self.again = copy.deepcopy(layer)
    def forward(self, x):
        return self.again(self.layer(x))
m = Model(nn.Linear(2, 2))
m2 = copy.deepcopy(m)
print(m2(torch.ones(1, 2)))
best = copy.deepcopy(m.state_dict())
print(best)
m.load_state_dict(best)
opt = torch.optim.Adam(m.parameters())
sd = copy.deepcopy(opt.state_dict())
print(sd)
ema = copy.deepcopy(m).eval().requires_grad_(False)
for pe, p in zip(ema.parameters(), m.parameters()):
    pe.mul_(0.9).add_(p.detach(), alpha=0.1)
print(ema.layer.weight, ema.training)
