import torch
src = torch.tensor([1., 2., 3.], requires_grad=True)
idx = torch.tensor([0, 0, 1])
out = torch.zeros(2).scatter_add(0, idx, src)
print(out)
(out ** 2).sum().backward()
print(src.grad)
src.grad = None
m = src.masked_fill(src > 2, 0.)
m.sum().backward()
print(m, src.grad)
src.grad = None
z = torch.zeros(4).index_add(0, torch.tensor([1, 1, 3]), src)
z.sum().backward()
print(z, src.grad)
print(torch.zeros(3).index_fill(0, torch.tensor([1]), 9.), torch.bincount(idx))
