import torch
x = torch.ones(2)
try:
    f = lambda a, b: a
    f(1, 2, 3)
except TypeError as e:
    print(e)
try:
    def g(a): return a
    g(b=1)
except TypeError as e:
    print(e)
try:
    print(None.shape)
except AttributeError as e:
    print(e)
assert x.sum() == 3, 'the sum is wrong'
