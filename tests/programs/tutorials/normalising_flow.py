import math
import torch
import torch.nn as nn
from torch.distributions import Normal

class PlanarFlow(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor([[0.5, -0.3]]))
        self.scale = nn.Parameter(torch.tensor([[0.2, 0.4]]))
        self.bias = nn.Parameter(torch.zeros(1))

    def forward(self, z):
        f_z = nn.functional.linear(z, self.weight, self.bias)
        return z + self.scale * torch.tanh(f_z)

    def log_det(self, z):
        f_z = nn.functional.linear(z, self.weight, self.bias)
        psi = (1 - torch.tanh(f_z) ** 2) * self.weight
        det_grad = 1 + torch.mm(psi, self.scale.t())
        return torch.log(det_grad.abs() + 1e-7)

class AffineCoupling(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(1, 2), nn.Tanh(), nn.Linear(2, 2))
        for m in self.net:
            if hasattr(m, 'weight'):
                nn.init.constant_(m.weight, 0.3)
                nn.init.zeros_(m.bias)

    def forward(self, z):
        z1, z2 = z.chunk(2, dim=1)
        s, t = self.net(z1).split(1, dim=1)
        return torch.cat([z1, z2 * s.exp() + t], dim=1), s

flow, coupling = PlanarFlow(2), AffineCoupling()
torch.manual_seed(0)
z = torch.tensor([[0.5, -1.0], [1.5, 0.2], [-0.7, 0.3]])
base = Normal(torch.zeros(2), torch.ones(2))
logp = base.log_prob(z).sum(1, keepdim=True)
x = flow(z)
logp = logp - flow.log_det(z)
x, s = coupling(x)
logp = logp - s
target = -0.5 * ((x - 1) ** 2).sum(1, keepdim=True) - math.log(2 * math.pi)
loss = (logp - target).mean()
loss.backward()
print(loss)
for name, p in flow.named_parameters():
    print(name, p.grad)
print(coupling.net[2].bias.grad)
