import torch
a = torch.zeros(2)
print(a._version)
a.add_(1)
print(a._version)
a += 1
a[0] = 5
print(a._version)
b = a[:1]
b.mul_(3)
print(a._version, b._version, a)
c = a + 1
print(c._version)
