import torch
x = torch.tensor([-200., 0., 200.], requires_grad=True)
y = torch.sigmoid(x)
print(y)
y.sum().backward()
print(x.grad)       # zero, not None
