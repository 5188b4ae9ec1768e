import torch
m = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
for row in m:
    print(row)
a, b = m
print(a, b)
(a * b).sum().backward()
print(m.grad)
