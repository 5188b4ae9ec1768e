import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x * 1
y[0] += 10
y[1:] *= 2
print(y)
y.sum().backward()
print(x.grad)
