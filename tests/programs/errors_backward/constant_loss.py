import torch
x = torch.tensor(2., requires_grad=True)
loss = torch.tensor(x.item() ** 2)
loss.backward()
