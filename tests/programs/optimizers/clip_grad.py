import torch
import torch.nn as nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

torch.manual_seed(0)
net = nn.Linear(3, 2)
x = torch.tensor([[100., -50., 25.]])
net(x).pow(2).sum().backward()
print([p.grad.norm().item() > 100 for p in net.parameters()])
total = clip_grad_norm_(net.parameters(), max_norm=1.0)
print('%.2f' % total, type(total).__name__)
print('%.4f' % torch.sqrt(sum(p.grad.norm() ** 2 for p in net.parameters())))
print(net.weight.grad)
net.zero_grad()
net(x).sum().backward()
clip_grad_value_(net.parameters(), clip_value=0.5)
print(net.weight.grad, net.bias.grad)
net.zero_grad()
net(x).sum().backward()
print(torch.nn.utils.clip_grad_norm_(net.parameters(), 10, norm_type=float('inf')))
print(net.weight.grad)
print(clip_grad_norm_([], 1.0))
