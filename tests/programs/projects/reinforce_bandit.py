import torch
import torch.nn.functional as F
from torch.distributions import Categorical

torch.manual_seed(0)
true_means = torch.tensor([0.2, 0.8, 0.5])
theta = torch.zeros(3, requires_grad=True)
optimizer = torch.optim.SGD([theta], lr=0.5)
baseline = 0.
rewards = []
for episode in range(40):
    dist = Categorical(logits=theta)
    action = dist.sample()
    reward = torch.normal(true_means[action], 0.1).item()
    loss = -dist.log_prob(action) * (reward - baseline)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    baseline += 0.1 * (reward - baseline)
    rewards.append(reward)
    if (episode + 1) % 10 == 0:
        print('episode', episode + 1, 'mean reward %.3f' % (sum(rewards[-10:]) / 10), F.softmax(theta, dim=0).detach())
print(theta)
