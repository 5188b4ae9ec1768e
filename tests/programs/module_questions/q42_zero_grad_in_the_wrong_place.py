import torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(1, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.tensor([[1.], [2.]])
for epoch in range(3):
    loss = (net(x) - 3 * x).pow(2).mean()
    loss.backward()
    opt.zero_grad()        # before the step
    opt.step()
    print(epoch, loss.item())
opt.zero_grad
for epoch in range(3):
    opt.zero_grad()
    loss = (net(x) - 3 * x).pow(2).mean()
    loss.backward
    opt.step()             # backward() was not called
    print(epoch, loss.item(), net.weight.grad)
