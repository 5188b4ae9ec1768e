import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 2
z = y.sum()
z.backward()
print(x.grad)
print(y.grad)   # None !?
