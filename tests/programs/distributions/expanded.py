import torch
from torch.distributions import Bernoulli, Categorical, Normal

torch.manual_seed(0)
n = Normal(0.0, torch.tensor([1.0, 2.0])).expand((3, 2))
print(n.batch_shape, n.sample(), n.log_prob(torch.zeros(2)).shape)
c = Categorical(torch.tensor([0.25, 0.75])).expand((4,))
print(c.batch_shape, c.sample())
b = Bernoulli(0.5).expand((2, 3))
print(b.sample())
