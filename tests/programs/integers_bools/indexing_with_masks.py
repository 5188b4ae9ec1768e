import torch
x = torch.tensor([5., -3., 2., -1.], requires_grad=True)
m = x > 0
print(x[m], x[~m])
x[m].sum().backward()
print(x.grad)
print(torch.nonzero(m), m.nonzero(as_tuple=True))
print(torch.masked_select(x, m))
print(m.long(), m.int().sum(), True in m)
