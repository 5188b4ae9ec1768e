import torch

x = torch.tensor(2.0, requires_grad=True)
y = x ** 2
z = y.detach() * x     # y counts as a constant here
z.backward()
print(x.grad)          # 4, not 12
