import torch
a = torch.arange(6).reshape(2, 3)
b = a.t()
c = b.reshape(6)     # copy
c[0] = 100
print(a)
d = a.reshape(6)     # view
d[0] = 100
print(a)
