# create_graph=True records the backward pass too, so that its result can be differentiated again:
# y = x**3, dy/dx = 3 * x**2, d2y/dx2 = 6 * x.
import torch

x = torch.tensor(2.0, requires_grad=True)

y = x**3
(dy,) = torch.autograd.grad(y, x, create_graph=True)
(d2y,) = torch.autograd.grad(dy, x)

print("dy/dx   =", dy)
print("d2y/dx2 =", d2y)
