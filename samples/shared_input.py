# x is used twice. Each use sends its own gradient back, and x gets their sum: cos(x) * x + sin(x).
import torch

x = torch.tensor(2.0, requires_grad=True)

y = x * torch.sin(x)
y.backward()

print("x.grad =", x.grad)
print("by hand:", (torch.cos(x) * x + torch.sin(x)).item())
