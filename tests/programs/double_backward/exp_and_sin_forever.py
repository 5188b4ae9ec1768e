import torch
x = torch.tensor(0.5, requires_grad=True)
y = torch.sin(x)
for order in range(1, 5):
    y, = torch.autograd.grad(y, x, create_graph=True)
    print(order, y.item())
