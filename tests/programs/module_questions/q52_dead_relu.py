import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
with torch.no_grad():
    net[0].bias.fill_(-10.)             # all units are off
x, y = torch.randn(8, 2), torch.ones(8, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(3):
    opt.zero_grad()
    h = net[1](net[0](x))
    loss = (net[2](h) - y).pow(2).mean()
    loss.backward()
    opt.step()
    print(step, f'{loss.item():.4f}', 'alive:', int((h > 0).any(0).sum()))
print(net[0].weight.grad)
print(net[2].weight.grad, net[2].bias.grad)
net[1] = nn.LeakyReLU(0.01)
net.zero_grad()
(net(x) - y).pow(2).mean().backward()
print(net[0].weight.grad.abs().sum() > 0)
