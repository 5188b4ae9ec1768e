import torch
x = torch.tensor(2., requires_grad=True)
g, = torch.autograd.grad(torch.relu(x) ** 2, x, create_graph=True)
print(g)
gg, = torch.autograd.grad(g, x)
print(gg)
