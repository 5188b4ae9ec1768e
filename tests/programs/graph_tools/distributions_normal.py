import torch
from torch.distributions import Normal, Independent, kl_divergence

torch.manual_seed(0)
mu = torch.tensor([0.5, -1.0], requires_grad=True)
log_sigma = torch.tensor([0.0, 0.5], requires_grad=True)
dist = Normal(mu, log_sigma.exp())
print(dist)
s = dist.sample()
print(s, s.requires_grad)
r = dist.rsample()
print(r)
r.pow(2).sum().backward()
print(mu.grad, log_sigma.grad)
mu.grad = None
lp = Normal(mu, log_sigma.exp()).log_prob(s)
print(lp)
lp.sum().backward()
print(mu.grad)
print(dist.mean, dist.stddev, dist.variance, dist.entropy())
print(dist.sample((3,)).shape, dist.cdf(torch.zeros(2)), dist.icdf(torch.tensor([0.5, 0.9])))
print(kl_divergence(Normal(mu, 1.), Normal(0., 2.)))
print(Independent(Normal(mu, 1.0), 1).log_prob(s))
try:
    Normal(0., -1.)
except ValueError as e:
    print(e)
