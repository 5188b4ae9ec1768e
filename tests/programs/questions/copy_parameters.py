import torch
src = torch.tensor([1., 2.], requires_grad=True)
dst = torch.zeros(2, requires_grad=True)
dst.data.copy_(src.data)
print(dst, dst.is_leaf)
tau = 0.1
with torch.no_grad():
    dst.mul_(1 - tau).add_(tau * torch.tensor([11., 12.]))
print(dst)
dst2 = src                 # the same tensor, not a copy
print(dst2 is src)
