import torch

w = torch.tensor(2., requires_grad=True)
with torch.no_grad():
    pred = w * 3
loss = (pred - 1) ** 2
loss.backward()
