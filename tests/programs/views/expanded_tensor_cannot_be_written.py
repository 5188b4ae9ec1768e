import torch
x = torch.tensor([1., 2., 3.])
e = x.expand(2, 3)
print(e, e.stride())
e += 1
