import torch
from torch import nn

class Multi(nn.Module):
    def __init__(self):
        super().__init__()
        self.acts = nn.ModuleDict({'relu': nn.ReLU(), 'lrelu': nn.LeakyReLU(0.1)})
        self.heads = nn.ModuleDict([['a', nn.Linear(2, 1)], ['b', nn.Linear(2, 2)]])
    def forward(self, x, head, act='relu'):
        return self.acts[act](self.heads[head](x))

torch.manual_seed(4)
m = Multi()
print(m)
x = torch.tensor([[0.3, -0.8]])
print(m(x, 'a'), m(x, 'b', act='lrelu'))
m(x, 'b', 'lrelu').sum().backward()
for k, head in m.heads.items():
    print(k, head.weight.grad)
print(list(m.heads.keys()), 'a' in m.heads, len(m.acts))
print(m.heads.a.out_features, m.acts.lrelu.negative_slope)
try:
    m(x, 'c')
except KeyError as e:
    print('KeyError', e)
