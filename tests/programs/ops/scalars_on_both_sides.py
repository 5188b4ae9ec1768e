import torch
x = torch.tensor([1., 2.], requires_grad=True)
for y in (x + 1, 1 + x, x - 1, 1 - x, 2 * x, x * 2, x / 4, 4 / x, x ** 3, 3 ** x, -x, +x, x ** 0, x ** 0.5, x ** -1):
    x.grad = None
    y.sum().backward()
    print(y, x.grad)
