import torch
x = torch.tensor(1., requires_grad=True)
w = torch.tensor(5., requires_grad=True)
y = x * 2
print(torch.autograd.grad(y, [x, w], allow_unused=True))
torch.autograd.grad(x * 2, [x, w])
