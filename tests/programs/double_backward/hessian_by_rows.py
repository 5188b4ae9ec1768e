import torch

def f(x):
    return x[0] ** 2 * x[1] + x[1] ** 3

x = torch.tensor([1., 2.], requires_grad=True)
y = f(x)
grad = torch.autograd.grad(y, x, create_graph=True)[0]
print(grad)
H = torch.stack([torch.autograd.grad(grad[i], x, retain_graph=True)[0] for i in range(2)])
print(H)
