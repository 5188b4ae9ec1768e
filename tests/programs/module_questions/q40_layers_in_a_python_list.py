import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = [nn.Linear(2, 2) for _ in range(3)]     # a plain list
        self.blocks = {'a': nn.Linear(2, 2)}                  # a plain dict
        self.out = nn.Linear(2, 1)

    def forward(self, x):
        for l in self.hidden:
            x = torch.relu(l(x))
        return self.out(self.blocks['a'](x))

torch.manual_seed(0)
net = Net()
print(net)
print([n for n, _ in net.named_parameters()])
opt = torch.optim.SGD(net.parameters(), lr=0.1)
before = net.hidden[0].weight.clone()
net(torch.ones(1, 2)).sum().backward()
opt.step()
print(torch.equal(before, net.hidden[0].weight), net.hidden[0].weight.grad is not None)
net.hidden = nn.ModuleList(net.hidden)
print(len(list(net.parameters())))
