import torch

def numerical_grad(f, x, eps=1e-3):
    return (f(x + eps) - f(x - eps)) / (2 * eps)

def f(x):
    return x ** 3

x = torch.tensor(2.0, dtype=torch.double, requires_grad=True)
f(x).backward()
num = numerical_grad(f, x.detach())
print('numeric  %.6f' % num.item())
print('autograd %.6f' % x.grad.item())
print(abs(num - x.grad) < 1e-4)
