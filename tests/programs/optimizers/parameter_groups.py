import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
opt = torch.optim.SGD([
    {'params': net[0].parameters()},
    {'params': net[2].parameters(), 'lr': 1e-3, 'weight_decay': 0.01},
], lr=1e-1, momentum=0.9)
print(len(opt.param_groups))
for g in opt.param_groups:
    print(g['lr'], g['momentum'], g['weight_decay'], len(g['params']))
x = torch.randn(4, 2)
before = [p.detach().clone() for p in net.parameters()]
for _ in range(2):
    opt.zero_grad()
    net(x).pow(2).mean().backward()
    opt.step()
for b, p in zip(before, net.parameters()):
    print((b - p).abs().max().item() > 0.001, p.grad is not None)
for g in opt.param_groups:
    g['lr'] *= 0.1
print([g['lr'] for g in opt.param_groups])
print(opt)
opt.add_param_group({'params': [nn.Parameter(torch.zeros(1))], 'lr': 7})
print(len(opt.param_groups), opt.param_groups[2]['lr'])

# no decay for biases
decay, no_decay = [], []
for name, p in net.named_parameters():
    (no_decay if name.endswith('bias') else decay).append(p)
opt = torch.optim.AdamW([{'params': decay, 'weight_decay': 0.1}, {'params': no_decay, 'weight_decay': 0.}], lr=1e-2)
opt.zero_grad(); net(x).sum().backward(); opt.step()
print(net[2].bias)
