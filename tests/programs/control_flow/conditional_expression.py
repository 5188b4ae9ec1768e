import torch
x = torch.tensor(-2.0, requires_grad=True)
y = x ** 2 if x > 0 else -x
y.backward()
print(y, x.grad)
sign = 1 if x.item() >= 0 else -1
print(sign)
