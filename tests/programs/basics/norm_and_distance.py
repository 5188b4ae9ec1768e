import torch

p = torch.tensor([3., 4.], requires_grad=True)
q = torch.tensor([0., 0.])

d = torch.norm(p - q)
print(d)
d.backward()
print(p.grad)        # the unit vector

p.grad = None
d2 = ((p - q) ** 2).sum().sqrt()
d2.backward()
print(p.grad)
