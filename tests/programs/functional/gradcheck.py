import torch
x = torch.tensor([0.5, 1.5], dtype=torch.double, requires_grad=True)
print(torch.autograd.gradcheck(torch.sin, (x,)))
print(torch.autograd.gradcheck(lambda t: t ** 3, x, eps=1e-6, atol=1e-4))
print(torch.autograd.gradgradcheck(lambda t: t.exp(), x))
