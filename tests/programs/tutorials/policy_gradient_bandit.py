import torch
from torch.distributions import Categorical

torch.manual_seed(0)
true_means = torch.tensor([0.1, 0.5, 0.9])
theta = torch.zeros(3, requires_grad=True)
optimizer = torch.optim.Adam([theta], lr=0.1)
baseline = 0.0
for episode in range(6):
    dist = Categorical(logits=theta)
    action = dist.sample()
    reward = true_means[action].item()
    loss = -dist.log_prob(action) * (reward - baseline)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    baseline = 0.9 * baseline + 0.1 * reward
    print(episode, action.item(), f'{reward:.1f}', f'{loss.item():.4f}')
print(theta.softmax(0), f'{dist.entropy().item():.4f}')
