import torch
from torch.distributions import (
    Geometric,
    HalfNormal,
    LogNormal,
    OneHotCategorical,
    OneHotCategoricalStraightThrough,
    Poisson,
)

torch.manual_seed(0)
for d in [
    LogNormal(0.0, 1.0),
    HalfNormal(1.0),
    Geometric(0.3),
    Poisson(torch.tensor([1.0, 4.0])),
    OneHotCategorical(torch.tensor([0.2, 0.8])),
]:
    s = d.sample((2,)) if d.event_shape else d.sample()
    print(d, s, d.log_prob(s), d.mean)

logits = torch.tensor([0.5, -0.5, 1.0], requires_grad=True)
hard = OneHotCategoricalStraightThrough(logits=logits).rsample()
(hard * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
print(hard, logits.grad)
