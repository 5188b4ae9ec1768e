import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

torch.manual_seed(0)

class BayesLinear(nn.Module):
    def __init__(self, n_in, n_out, prior_sigma=1.0):
        super().__init__()
        self.mu = nn.Parameter(torch.zeros(n_out, n_in))
        self.rho = nn.Parameter(torch.full((n_out, n_in), -2.0))
        self.prior = Normal(0.0, prior_sigma)

    @property
    def sigma(self):
        return F.softplus(self.rho)

    def forward(self, x):
        q = Normal(self.mu, self.sigma)
        w = q.rsample()
        self.kl = kl_divergence(q, self.prior).sum()
        return F.linear(x, w)

x = torch.tensor([[0.], [1.], [2.]])
y = 2 * x
net = BayesLinear(1, 1)
opt = torch.optim.Adam(net.parameters(), lr=0.1)
for step in range(4):
    opt.zero_grad()
    nll = -Normal(net(x), 0.5).log_prob(y).sum()
    elbo_loss = nll + net.kl
    elbo_loss.backward()
    opt.step()
    print(step, f'{elbo_loss.item():.3f} kl {net.kl.item():.3f}')
print(net.mu, net.sigma.detach())
