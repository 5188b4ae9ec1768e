import torch

x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x ** 2

# gradient=v computes the gradient of (v * y).sum()
v = torch.tensor([0.1, 1.0, 0.001])
y.backward(gradient=v)
print(x.grad)

x.grad = None
y = x ** 2
(v * y).sum().backward()
print(x.grad)
