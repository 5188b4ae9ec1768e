import torch
# u'' + u = 0 for u = sin, as in a PINN
t = torch.linspace(0, 3, 4, dtype=torch.float64).view(-1, 1).requires_grad_()
u = torch.sin(t)
u_t = torch.autograd.grad(u, t, grad_outputs=torch.ones_like(u), create_graph=True)[0]
u_tt = torch.autograd.grad(u_t, t, grad_outputs=torch.ones_like(u_t), create_graph=True)[0]
residual = (u_tt + u).pow(2).mean()
print('residual is small:', residual.item() < 1e-20)
