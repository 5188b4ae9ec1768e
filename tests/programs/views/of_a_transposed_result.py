import torch
a = torch.tensor([[2.75, 4.0, 1.0], [2.0, 3.0, 5.0]], requires_grad=True)
w = torch.arange(6.0).reshape(3, 2)
c = a.t() * 1
c[::2] = 1.5
(c * w).sum().backward()
print(a.grad)
c = a.t() * 1
row, last = c[1], c[:, 1]
c.mul_(2)
g, = torch.autograd.grad((row * w[1]).sum() + (last * w[:, 0]).sum(), a)
print(g, row.grad_fn.name())
c = a.t() * 1
v = c.t().view(-1)[1:4]
v.exp_()
print(v, c)
g, = torch.autograd.grad((c * w).sum() + v.prod(), a)
print(g)
c = a.t().exp()
c[1:].mul_(c[:2].detach())
g, = torch.autograd.grad(c.prod(), a, create_graph=True)
print(g, torch.autograd.grad(g.sum(), a)[0])
