import torch
x = torch.tensor([1., float('nan'), float('inf'), -2.])
print(torch.isnan(x), torch.isinf(x), torch.isfinite(x), x == x)
print(torch.nan_to_num(x, nan=0.), torch.sign(x), x.clamp(0, 5))
a = torch.tensor([1., 2.])
print(torch.allclose(a, a + 1e-9), torch.isclose(a, torch.tensor([1., 2.1])), torch.equal(a, a.clone()))
print((a > 1).any(), (a > 0).all(), torch.logical_and(a > 0, a > 1), torch.logical_not(a > 1))
print(torch.where(a > 1), torch.where(a > 1, a, -a), a.nonzero())
