import torch
x = torch.tensor(1., requires_grad=True)
y = x * 2
del x
for _ in range(3):
    pass
y.backward()
print(y)
print(x)
