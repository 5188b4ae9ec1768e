import torch
w = torch.tensor(1., requires_grad=True)
total_loss = 0
for i in range(3):
    loss = (w * i) ** 2
    total_loss += loss          # should be loss.item()
    loss.backward()
print(total_loss)
print(total_loss.requires_grad)
