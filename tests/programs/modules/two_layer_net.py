import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(4, 3)
        self.fc2 = nn.Linear(3, 1)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = self.fc2(x)
        return x

net = Net()
print(net)
params = list(net.parameters())
print(len(params))
print(params[0].size())  # fc1's .weight
input = torch.randn(2, 4)
out = net(input)
print(out)
net.zero_grad()
out.backward(torch.randn(2, 1))
print(net.fc1.bias.grad)
