import torch
g = torch.tensor(0.5, requires_grad=True)
d = torch.tensor(1.0, requires_grad=True)
fake = g * 2
loss_d = torch.sigmoid(d * fake.detach())
loss_d.backward()
print(g.grad, d.grad)
loss_g = -torch.sigmoid(d * fake)
loss_g.backward()
print(g.grad, d.grad)
