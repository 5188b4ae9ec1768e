import torch
import torch.nn as nn
torch.manual_seed(0)
net = nn.Linear(2, 1)
x = torch.randn(4, 2)
y = torch.tensor([1., 2., 3., 4.])
loss = nn.MSELoss()(net(x), y)        # [4, 1] against [4]: broadcasts, warns
loss.backward()
print(loss, net.bias.grad)
net.zero_grad()
loss = nn.MSELoss()(net(x).squeeze(-1), y)
loss.backward()
print(loss, net.bias.grad)
nn.BCEWithLogitsLoss()(net(x), y)    # raises
