import torch

# create a tensor and tell pytorch to track it
x = torch.tensor(3.0, requires_grad=True)
y = x ** 2 + 2 * x + 1
print(y)

# dy/dx = 2x + 2, at x = 3 this is 8
y.backward()
print(x.grad)
