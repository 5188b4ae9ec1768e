import torch
x = torch.tensor([5., -5.])
print(torch.floor_divide(x, 2))
print(x.div(2, rounding_mode='trunc'))
g = torch.meshgrid(torch.arange(2), torch.arange(3))
print(g[0].shape)
