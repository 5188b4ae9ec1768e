import torch
x = torch.tensor([[0.1, 0.2], [0.3, -0.4]], requires_grad=True)
u = torch.sin(x[:, 0]) * torch.exp(x[:, 1])
du = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]
lap = 0
for i in range(2):
    d2 = torch.autograd.grad(du[:, i], x, torch.ones_like(u), create_graph=True)[0][:, i]
    lap = lap + d2
print(du.detach())
print(lap.abs().max() < 1e-6)       # sin(x) e^y is harmonic
