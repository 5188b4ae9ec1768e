import torch
square = lambda t: t * t
f = lambda x, y=1: square(x) + y
x = torch.tensor(3., requires_grad=True)
f(x).backward()
print(x.grad)
acts = [torch.sin, lambda t: t.exp(), square]
for a in acts:
    x.grad = None
    a(x).backward()
    print('%.4f' % x.grad)
