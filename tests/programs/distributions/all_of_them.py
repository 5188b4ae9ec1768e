import torch
import torch.distributions as dist
from torch.distributions import Normal, Uniform, Categorical, Bernoulli, Exponential, Laplace, Independent, kl_divergence
from torch.distributions.normal import Normal as N2
torch.manual_seed(0)
mu = torch.tensor([0.5, -1.], requires_grad=True)
sigma = torch.tensor([1., 2.], requires_grad=True)
n = Normal(mu, sigma)
print(n, n.mean, n.stddev, n.variance, n.batch_shape, n.event_shape, N2 is Normal)
print(n.sample(), n.sample((2,)), n.sample(torch.Size([2, 1])).shape)
z = n.rsample((3,)); print(z)
print(n.log_prob(torch.tensor([0.1, 0.2])), n.entropy(), n.cdf(torch.zeros(2)))
(z.sum() + n.log_prob(z.detach()).sum() + n.entropy().sum()).backward()
print(mu.grad, sigma.grad)
print(kl_divergence(n, Normal(0., 1.)), Normal(0, 1), Normal(0., 1.).sample(), Normal(0., 1.).log_prob(torch.tensor(0.)))
logits = torch.tensor([[0.1, 0.2, 0.7], [1., 2., 3.]], requires_grad=True)
c = Categorical(logits=logits)
print(c, c.probs, c.sample(), c.sample((4,)), c.entropy(), c.mode, c.param_shape)
a = c.sample(); lp = c.log_prob(a); print(a, lp); lp.sum().backward(); print(logits.grad)
c2 = Categorical(torch.tensor([1., 1., 2.])); print(c2, c2.probs, c2.logits, c2.log_prob(torch.tensor(2)), c2.enumerate_support(), kl_divergence(c2, Categorical(torch.tensor([1., 2., 3.]))))
b = Bernoulli(torch.tensor([0.3, 0.8])); print(b, b.sample((3,)), b.log_prob(torch.tensor([1., 0.])), b.entropy(), b.mean, b.variance, b.mode, b.logits)
b2 = Bernoulli(logits=torch.tensor(0.2, requires_grad=True)); print(b2, b2.probs, b2.sample(), b2.log_prob(torch.tensor(1.)))
print(kl_divergence(b, Bernoulli(torch.tensor([0.5, 0.5]))))
u = Uniform(torch.tensor(0.), torch.tensor([1., 4.])); print(u, u.sample(), u.rsample((2,)), u.log_prob(torch.tensor(0.5)), u.mean, u.variance, u.stddev, u.entropy(), u.cdf(torch.tensor(0.5)))
e = Exponential(torch.tensor([1., 3.])); print(e, e.sample(), e.log_prob(torch.tensor(1.)), e.mean, e.entropy(), e.variance, kl_divergence(e, Exponential(2.)))
l = Laplace(torch.zeros(2), torch.ones(2)); print(l, l.sample((2,)), l.log_prob(torch.ones(2)), l.entropy(), l.stddev)
i = Independent(Normal(torch.zeros(2, 3), torch.ones(2, 3)), 1)
print(i, i.sample(), i.log_prob(torch.zeros(2, 3)), i.entropy(), i.batch_shape, i.event_shape)
print(dist.Normal(torch.zeros(2), torch.ones(2)).perplexity(), dist.kl.kl_divergence(u, Uniform(-1., 5.)))
for f in (lambda: Normal(torch.zeros(2), torch.tensor([1., -1.])), lambda: Categorical(), lambda: n.log_prob(3.), lambda: n.log_prob(torch.zeros(3)),
          lambda: Categorical(torch.tensor([0.5, 0.5])).log_prob(torch.tensor(2)), lambda: Bernoulli(1.5), lambda: kl_divergence(n, c), lambda: Bernoulli(torch.tensor(0.5)).log_prob(torch.tensor(0.3)),
          lambda: Uniform(1., 0.), lambda: Normal("a", 1), lambda: Categorical(probs=torch.tensor([-1., 2.])), lambda: c.foo):
    try: print(f())
    except Exception as err: print(type(err).__name__, err)
print(torch.rand(1))
