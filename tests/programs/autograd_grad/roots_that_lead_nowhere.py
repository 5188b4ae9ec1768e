import torch
a = torch.ones(2, requires_grad=True)
e = torch.ones(2, requires_grad=True)
b = a.sum()
b.retain_grad()
a.register_hook(lambda g: print("a", g))
b.register_hook(lambda g: print("b", g))
# Of several roots none is looked at that leads to no input; a single one is.
for roots in [[b, b], [b, a.sum(), e.sum()], [b]]:
    print(torch.autograd.grad(roots, e, allow_unused=True), b.grad)
x, y = torch.autograd.grad(b, [e, e], materialize_grads=True)
x += 1
print(x, y)
