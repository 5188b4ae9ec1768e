import torch
xs = torch.tensor([0.0, 0.5, 1.0, 1.5], requires_grad=True)
ys = torch.sin(xs)
ys.sum().backward()
print('%6s %8s %8s' % ('x', 'sin', 'cos'))
print('-' * 24)
for x, y, g in zip(xs, ys, xs.grad):
    print('%6.2f %8.4f %8.4f' % (x.item(), y.item(), g.item()))
