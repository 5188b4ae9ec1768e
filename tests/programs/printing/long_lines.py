import torch
x = torch.linspace(0, 1, 30)
print(x)
y = torch.linspace(0, 1, 30, requires_grad=True)
print(y)
print(y * 2)
print(torch.arange(60) % 7)
