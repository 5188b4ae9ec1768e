import torch
a = torch.tensor(1., requires_grad=True)
b = torch.tensor(2., requires_grad=True)
c = torch.tensor(3., requires_grad=True)
out = a * 0 + b
out.backward()
print(a.grad, b.grad, c.grad)   # zero, one, None
