import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
v = torch.tensor([1., 0., 1.])
y = (x ** 3).sum()
g = torch.autograd.grad(y, x, create_graph=True)[0]
hv = torch.autograd.grad((g * v).sum(), x)[0]
print(hv)          # 6 x v
