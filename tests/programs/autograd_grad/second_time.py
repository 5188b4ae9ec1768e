import torch
x = torch.tensor(1., requires_grad=True)
y = torch.exp(x)
print(torch.autograd.grad(y, x))
print(torch.autograd.grad(y, x))
