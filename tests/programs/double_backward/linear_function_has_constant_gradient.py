import torch
x = torch.tensor(2., requires_grad=True)
y = 3 * x
g, = torch.autograd.grad(y, x, create_graph=True)
print(g, g.requires_grad)
torch.autograd.grad(g, x)
