import torch
from torch.distributions import Beta, Dirichlet, Gamma, kl_divergence

torch.manual_seed(0)
beta = Beta(torch.tensor([0.5, 2.0]), torch.tensor([0.5, 3.0]))
print(beta, beta.mean, beta.variance)
print(beta.sample(), beta.sample((2,)))
print(beta.log_prob(torch.tensor([0.3, 0.6])), beta.entropy())
gamma = Gamma(torch.tensor([0.3, 1.0, 7.0]), torch.tensor([1.0, 2.0, 3.0]))
print(gamma, gamma.mean, gamma.mode)
print(gamma.sample(), gamma.log_prob(torch.ones(3)), gamma.entropy())
dirichlet = Dirichlet(torch.tensor([0.5, 1.0, 2.0]))
print(dirichlet.sample((2,)), dirichlet.log_prob(torch.tensor([0.2, 0.3, 0.5])))
print(kl_divergence(beta, Beta(1.0, 1.0)))
print(kl_divergence(gamma, Gamma(1.0, 1.0)))
print(kl_divergence(dirichlet, Dirichlet(torch.ones(3))))

# the posterior of a coin
a = torch.tensor(2.0, requires_grad=True)
b = torch.tensor(2.0, requires_grad=True)
Beta(a, b).log_prob(torch.tensor([0.7, 0.6, 0.8])).sum().backward()
print(a.grad, b.grad)
