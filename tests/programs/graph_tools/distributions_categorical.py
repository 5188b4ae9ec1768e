import torch
from torch.distributions import Categorical, Bernoulli

torch.manual_seed(1)
logits = torch.tensor([1., 0., 2.], requires_grad=True)
m = Categorical(logits=logits)
action = m.sample()
print(action, m.probs, m.logits)
reward = 2.0
loss = -m.log_prob(action) * reward
loss.backward()
print(loss, logits.grad)
print(m.entropy(), m.sample((5,)))
print(Categorical(torch.tensor([0.25, 0.25, 0.5])), Categorical(probs=torch.ones(2, 3)).sample())
p = torch.tensor([0.3, 0.8], requires_grad=True)
b = Bernoulli(p)
x = b.sample()
print(x, b.log_prob(x), b.entropy(), b.mean)
b.log_prob(torch.tensor([1., 1.])).sum().backward()
print(p.grad)
print(Bernoulli(logits=torch.tensor(0.)).probs)
m.rsample()      # NotImplementedError
