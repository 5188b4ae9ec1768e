import torch
x = torch.tensor(2., requires_grad=True)
w = torch.tensor(3., requires_grad=True)
g, = torch.autograd.grad(w * x, x, create_graph=True)
print(g)                                   # it is w
print(torch.autograd.grad(g, w, retain_graph=True))
print(torch.autograd.grad(g, x, allow_unused=True))
