import torch
x = torch.tensor(1., requires_grad=True)
h = x * 3
y = h ** 2
print(torch.autograd.grad(y, h))      # also for non-leaf tensors
