import torch
x = torch.tensor(1.1, requires_grad=True)
y = torch.ones(())
for i in range(1, 6):
    y = y * x
    print(i, y.item())
for i in range(10, 0, -3):
    print(i, end=' ')
print()
y.backward()
print(x.grad)
