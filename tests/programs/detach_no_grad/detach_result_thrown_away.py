import torch
x = torch.tensor(2., requires_grad=True)
y = x * x
y.detach()          # does nothing to y
z = y * x
z.backward()
print(x.grad)       # 3 x^2 = 12
