import torch
import torch.nn as nn
torch.manual_seed(0)
policy = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
opt = torch.optim.Adam(policy.parameters(), lr=0.01)
x = torch.randn(3, 2)
out = policy(x)
loss1 = out.mean()
loss2 = (out ** 2).mean()
opt.zero_grad()
loss1.backward(retain_graph=True)
opt.step()
opt.zero_grad()
loss2.backward()     # one of the variables ... modified by an inplace operation
opt.step()
