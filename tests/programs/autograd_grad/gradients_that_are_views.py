import torch
a = torch.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
w = torch.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
for f in [
    lambda: a.t(), lambda: a.view(4), lambda: a[0], lambda: a * 2, lambda: a + 1, lambda: a.sum(0),
    lambda: torch.cat([a, w]), lambda: torch.stack([a, w]), lambda: a[:, 1:], lambda: a.mean(),
    lambda: a.flip(0), lambda: a @ w, lambda: torch.mm(w, a), lambda: a.unsqueeze(0), lambda: a.T,
    lambda: a.diagonal(), lambda: a.max(), lambda: a.prod(), lambda: a + w[0], lambda: a.sum(),
]:  # fmt: skip
    y = f()
    g, = torch.autograd.grad(y, a, torch.ones_like(y))
    print(g._base is not None, g._version)
s = a.sum()
g, = torch.autograd.grad(s * 2 + s * 3, a)
print(g._version)
y = torch.ravel(a.sum())
y *= 1.25
g, = torch.autograd.grad(y, a)
print(g._version)
try:
    g.detach_()
except RuntimeError as e:
    print(e)
try:
    torch.ones(3)[:1].detach_()
except RuntimeError as e:
    print(e)
