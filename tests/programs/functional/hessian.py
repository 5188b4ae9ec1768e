import torch
def f(x):
    return (x ** 3).sum() + x[0] * x[1]
x = torch.tensor([1., 2.])
H = torch.autograd.functional.hessian(f, x)
print(H)
