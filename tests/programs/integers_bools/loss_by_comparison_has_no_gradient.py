import torch
w = torch.tensor([0.2, 0.8], requires_grad=True)
pred = w > 0.5
loss = (pred != torch.tensor([True, True])).float().sum()
print(loss)
loss.backward()
