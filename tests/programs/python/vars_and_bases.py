import torch
from torch import nn


class Config:
    lr = 0.1

    def __init__(self, hidden, act='relu'):
        self.hidden = hidden
        self.act = act


c = Config(8)
print(vars(c))
for k, v in vars(c).items():
    print(k, '=', v)
print(c.__dict__ == vars(c))
vars(c)['hidden'] = 16
print(c.hidden)
c.__dict__.update(act='tanh', new=1)
print(vars(c), c.act, c.new)
print('lr' in vars(c), 'lr' in vars(Config), Config.__dict__['lr'], hasattr(c, 'lr'))
from argparse import Namespace
from types import SimpleNamespace
n = Namespace(lr=0.1, epochs=3)
print(n, vars(n), n.lr)
s = SimpleNamespace(a=1, b=torch.ones(2))
s.c = 'x'
print(s, vars(s)['a'], s == SimpleNamespace(a=1))
vars(3)
