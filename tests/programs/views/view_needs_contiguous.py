import torch
a = torch.arange(6.).view(2, 3)
b = a.t()
print(b.is_contiguous(), b.stride())
print(b.contiguous().view(6))
b.view(6)
