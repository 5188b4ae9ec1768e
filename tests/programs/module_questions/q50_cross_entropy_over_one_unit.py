import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))       # one output for two classes
x = torch.randn(5, 3)
y = torch.zeros(5, dtype=torch.long)
out = net(x)
loss = F.cross_entropy(out, y)
loss.backward()
print(loss, F.softmax(out, dim=1).flatten())
print(net[2].weight.grad)
try:
    F.cross_entropy(net(x), torch.tensor([0, 1, 0, 1, 1]))
except IndexError as e:
    print(e)
loss = F.binary_cross_entropy_with_logits(net(x).squeeze(1), torch.tensor([0., 1, 0, 1, 1]))
net.zero_grad()
loss.backward()
print(net[2].weight.grad)
