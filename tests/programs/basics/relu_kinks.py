import torch

x = torch.tensor([-2., -1., 0., 1., 2.], requires_grad=True)
y = torch.relu(x)
print(y)
y.sum().backward()
print(x.grad)   # 0 at 0

x.grad = None
y = x.abs()
y.sum().backward()
print(x.grad)

x.grad = None
y = x.clamp(min=-1, max=1)
y.sum().backward()
print(x.grad)   # 1 on the bounds
