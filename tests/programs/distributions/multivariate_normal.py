import torch
from torch.distributions import MultivariateNormal, kl_divergence

torch.manual_seed(0)
m = MultivariateNormal(torch.zeros(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]]))
print(m)
print(m.mean, m.variance, m.scale_tril)
print(m.sample(), m.sample((2,)))
print(m.log_prob(torch.ones(2)), m.entropy())

loc = torch.zeros(2, requires_grad=True)
tril = torch.tensor([[1.0, 0.0], [0.3, 0.5]], requires_grad=True)
q = MultivariateNormal(loc, scale_tril=tril)
z = q.rsample((4,))
loss = -m.log_prob(z).mean() - q.entropy()
loss.backward()
print(loss, loc.grad, tril.grad)
print(kl_divergence(q, m))
for wrong in [
    lambda: MultivariateNormal(torch.zeros(2)),
    lambda: MultivariateNormal(torch.tensor(0.0), torch.eye(2)),
    lambda: MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 2.0], [2.0, 1.0]])),
]:
    try:
        wrong()
    except ValueError as error:
        print(error)
