import torch
import torch.nn as nn

torch.manual_seed(1)

class PINN(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.linears = nn.ModuleList([nn.Linear(layers[i], layers[i + 1]) for i in range(len(layers) - 1)])
        for layer in self.linears:
            nn.init.xavier_normal_(layer.weight.data, gain=1.0)
            nn.init.zeros_(layer.bias.data)
        self.activation = nn.Tanh()

    def forward(self, x, t):
        a = torch.cat([x, t], dim=1)
        for layer in self.linears[:-1]:
            a = self.activation(layer(a))
        return self.linears[-1](a)

def residual(net, x, t):
    u = net(x, t)
    u_t = torch.autograd.grad(u, t, grad_outputs=torch.ones_like(u), retain_graph=True, create_graph=True)[0]
    u_x = torch.autograd.grad(u, x, torch.ones_like(u), create_graph=True)[0]
    u_xx = torch.autograd.grad(u_x, x, torch.ones_like(u_x), create_graph=True)[0]
    return u_t - 0.1 * u_xx

net = PINN([2, 3, 1])
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
x = torch.tensor([[0.1], [0.5], [0.9]], requires_grad=True)
t = torch.tensor([[0.0], [0.2], [0.4]], requires_grad=True)
x0 = torch.tensor([[0.25], [0.75]])
for epoch in range(3):
    optimizer.zero_grad()
    loss_ic = (net(x0, torch.zeros_like(x0)) - torch.sin(torch.pi * x0)).pow(2).mean()
    loss_pde = residual(net, x, t).pow(2).mean()
    loss = loss_ic + loss_pde
    loss.backward()
    optimizer.step()
    print(f'Epoch {epoch:>3}: {loss.item():.3e} = {loss_ic.item():.3e} + {loss_pde.item():.3e}')
print(x.grad is not None, t.grad.shape)
