import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(2, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
net(torch.ones(1, 2)).sum().backward()
opt.step()
# freeze now
for p in net.parameters():
    p.requires_grad = False
w = net.weight.clone()
opt.step()                   # .grad is still there, momentum as well
print(torch.equal(w, net.weight), net.weight.grad)
opt.zero_grad()
w = net.weight.clone()
opt.step()
print(torch.equal(w, net.weight))
