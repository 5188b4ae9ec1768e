import torch
w = torch.ones(2, 3)
x = torch.ones(3)
assert w.shape == (2, 3)
assert w.shape[1] == x.shape[0], 'sizes must match'
y = w @ x
assert torch.equal(y, torch.tensor([3., 3.]))
assert y.shape == x.shape, f'{tuple(y.shape)} is not {tuple(x.shape)}'
