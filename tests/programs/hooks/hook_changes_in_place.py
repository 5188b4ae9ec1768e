import torch
x = torch.ones(3, requires_grad=True)
def mask(g):
    g = g.clone()
    g[0] = 0
    return g
x.register_hook(mask)
(x * 5).sum().backward()
print(x.grad)
