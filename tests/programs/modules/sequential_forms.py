from collections import OrderedDict
import torch
from torch import nn

torch.manual_seed(10)
m1 = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
m2 = nn.Sequential(OrderedDict([
    ('hidden', nn.Linear(2, 3)),
    ('act', nn.ReLU()),
    ('out', nn.Linear(3, 1, bias=False)),
]))
m3 = nn.Sequential()
m3.add_module('lin', nn.Linear(2, 2))
m3.add_module('sig', nn.Sigmoid())
print(m1)
print(m2)
print(m3)
x = torch.tensor([[1., -1.]])
for m in (m1, m2, m3):
    m(x).sum().backward()
print(m1[0].weight.grad)
print(m2.out.weight.grad, m2.hidden.bias.grad)
print(m3.lin.weight.grad)
print(len(m1), m1[-1], m1[:2])
print([name for name, _ in m2.named_children()])
for layer in m1:
    x = layer(x)
    print(layer.__class__.__name__, x.shape)
m1.append(nn.Sigmoid())
print(m1[3], nn.Sequential(*list(m1.children())[:-2]))
