import torch

def f(x):
    return torch.exp(x)

def g(x):
    return torch.sin(x)

x = torch.tensor(0.5, requires_grad=True)
y = f(g(x))       # e^sin(x)
y.backward()

expected = torch.exp(torch.sin(x)) * torch.cos(x)
print('autograd :', x.grad.item())
print('by hand  :', expected.item())
print(torch.allclose(x.grad, expected))
