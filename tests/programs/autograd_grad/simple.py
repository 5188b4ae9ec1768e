import torch
x = torch.tensor(2., requires_grad=True)
y = torch.tensor(3., requires_grad=True)
z = x ** 2 * y
grads = torch.autograd.grad(z, [x, y])
print(grads)
print(x.grad, y.grad)      # nothing is stored
