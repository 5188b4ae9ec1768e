import torch

t = torch.zeros(4)
v = t.view(2, 2)
v[0, 0] = 3.14
print(t)
print(v._base is t, t._base is None)
r = t[1:3]
r += 1
print(t)
print(v)
