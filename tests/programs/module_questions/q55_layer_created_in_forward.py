import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(2, 3)

    def forward(self, x):
        x = torch.relu(self.inp(x))
        out = nn.Linear(3, 1)          # new weights at each call
        return out(x)

torch.manual_seed(0)
net = Net()
opt = torch.optim.SGD(net.parameters(), lr=0.1)
x, y = torch.ones(4, 2), torch.ones(4, 1)
for i in range(4):
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    opt.step()
    print(i, round(loss.item(), 4))
print([n for n, _ in net.named_parameters()])
print(net(x)[0], net(x)[0])
