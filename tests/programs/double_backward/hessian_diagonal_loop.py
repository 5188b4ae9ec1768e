import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = (x[0] * x[1] * x[2]) + (x ** 2).sum()
g, = torch.autograd.grad(y, x, create_graph=True)
H = torch.zeros(3, 3)
for i in range(3):
    H[i] = torch.autograd.grad(g[i], x, retain_graph=True)[0]
print(H)
print(torch.equal(H, H.T))
