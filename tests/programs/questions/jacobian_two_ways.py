import torch
def f(x):
    return x ** 2 + x.sum()
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = f(x)
rows = [torch.autograd.grad(y[i], x, retain_graph=True)[0] for i in range(3)]
print(torch.stack(rows))
# only the diagonal? not with ones:
print(torch.autograd.grad(y, x, torch.ones(3))[0])
