# two forward passes of the same input differ
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 1))
x = torch.ones(1, 2)
print(net(x) == net(x))
net.eval()
print(net(x) == net(x))
print(net.training, net[1].training, net.train(False) is net)
