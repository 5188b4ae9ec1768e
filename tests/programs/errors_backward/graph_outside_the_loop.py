import torch
# built once, used in every turn
w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor(2.0)
pred = w * x
for epoch in range(3):
    loss = (pred - 4) ** 2
    loss.backward()
    print(epoch, loss.item())
