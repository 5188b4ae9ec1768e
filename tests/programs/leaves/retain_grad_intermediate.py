import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
y.retain_grad()
z = (y ** 2).sum()
z.retain_grad()
z.backward()

print(x.grad)
print(y.grad)
print(z.grad)
print(x.retains_grad, y.retains_grad, z.retains_grad)
