import torch
x = torch.linspace(-2, 2, 5, requires_grad=True)
y = x**3 - 3*x
y.sum().backward()
for xi, yi, gi in zip(x.tolist(), y.tolist(), x.grad.tolist()):
    print('f(%5.1f) = %5.1f   slope %5.1f' % (xi, yi, gi))
