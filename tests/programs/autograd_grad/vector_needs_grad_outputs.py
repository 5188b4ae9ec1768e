import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
print(torch.autograd.grad(y, x, grad_outputs=torch.ones_like(y)))
torch.autograd.grad(x * 2, x)
