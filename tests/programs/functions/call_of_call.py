import torch
def affine(a):
    return lambda b: lambda x: a * x + b
x = torch.tensor(1., requires_grad=True)
y = affine(2.)(3.)(x)
y.backward()
print(y, x.grad)
