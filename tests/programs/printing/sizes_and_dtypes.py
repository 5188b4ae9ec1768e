import torch
x = torch.zeros(2, 3, 4)
print(x.shape)
print(x.size(), x.size(0), x.size(-1))
print(x.shape[0], x.shape[1:], list(x.shape), tuple(x.shape))
print(len(x), x.ndim, x.dim(), x.numel(), x.nelement())
print(x.dtype, torch.long, torch.float64, torch.bool)
print(x.type(), torch.tensor([1]).type(), torch.tensor([True]).type())
print(x.device, x.is_floating_point(), x.layout)
print(x.shape == torch.Size([2, 3, 4]), x.shape.numel())
b, n, d = x.shape
print(b * n * d)
