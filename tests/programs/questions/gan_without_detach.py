import torch
# generator g, discriminator d
g = torch.tensor(0.5, requires_grad=True)
d = torch.tensor(1.0, requires_grad=True)
fake = g * 2
# discriminator step: without fake.detach() g gets a gradient, too
loss_d = torch.sigmoid(d * fake)
loss_d.backward()
print(g.grad is None, d.grad)
# generator step
loss_g = -torch.sigmoid(d * fake)
loss_g.backward()
