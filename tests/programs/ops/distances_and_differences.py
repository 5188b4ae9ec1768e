# Distances between points, rows brought to a length, and slopes of sampled functions.
import torch

points = torch.tensor([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]], requires_grad=True)
apart = torch.pdist(points)
print(apart, apart.grad_fn.name())
apart.sum().backward()
print(points.grad)

rows = torch.tensor([[3.0, 4.0], [0.3, 0.4]], requires_grad=True)
short = torch.renorm(rows, p=2, dim=0, maxnorm=1.0)
print(short)
short.sum().backward()
print(rows.grad)

x = torch.tensor([0.0, 1.0, 2.5, 4.0])
y = (x**2).requires_grad_()
(slope,) = torch.gradient(y, spacing=(x,))
print(slope)
(even,) = torch.gradient(y, spacing=0.5, edge_order=2)
print(even, even.grad_fn.name())
(slope.sum() + even.sum()).backward()
print(y.grad)
rises = torch.gradient(torch.arange(6.0).reshape(2, 3))
print(rises)
image = torch.arange(4.0).reshape(1, 1, 2, 2).requires_grad_()
large = torch.nn.functional.interpolate(image, scale_factor=2, mode="bicubic")
print(large)
large[0, 0, 1].sum().backward()
print(image.grad)
try:
    torch.pdist(torch.ones(3))
except RuntimeError as error:
    print(error)
try:
    torch.gradient(torch.ones(1))
except RuntimeError as error:
    print(error)
