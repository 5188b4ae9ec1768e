import torch

x = torch.tensor(1., requires_grad=True)
with torch.no_grad():
    a = x * 2
    with torch.enable_grad():
        b = x * 3
    c = x * 4
print(a.requires_grad, b.requires_grad, c.requires_grad)
b.backward()
print(x.grad)
