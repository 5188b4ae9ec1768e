import torch
x = torch.arange(10.).requires_grad_()
a, b, c = torch.split(x, [2, 3, 5])
print(a, b, c)
print([t.shape[0] for t in x.chunk(3)], [t.tolist() for t in x.split(4)])
p, q = x.view(2, 5).unbind()
(a.sum() + 2 * b.prod() + (p * q).sum()).backward()
print(x.grad)
