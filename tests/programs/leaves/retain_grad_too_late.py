import torch

x = torch.tensor(1.5, requires_grad=True)
y = x ** 2
z = y * 3
z.backward()
y.retain_grad()     # after backward: nothing is kept any more
print(y.grad, y.retains_grad)
