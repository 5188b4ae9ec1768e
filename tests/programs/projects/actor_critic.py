import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical
from collections import namedtuple

SavedAction = namedtuple('SavedAction', ['log_prob', 'value'])

class Corridor:
    """walk to the right end"""
    def reset(self):
        self.pos = 1
        return self.obs()
    def obs(self):
        return [self.pos / 3.0, 1.0]
    def step(self, action):
        self.pos += 1 if action == 1 else -1
        done = self.pos in (0, 3)
        return self.obs(), float(self.pos == 3), done, {}

class Policy(nn.Module):
    def __init__(self):
        super(Policy, self).__init__()
        self.affine1 = nn.Linear(2, 8)
        self.action_head = nn.Linear(8, 2)
        self.value_head = nn.Linear(8, 1)
        # action & reward buffer
        self.saved_actions = []
        self.rewards = []

    def forward(self, x):
        x = F.relu(self.affine1(x))
        action_prob = F.softmax(self.action_head(x), dim=-1)
        state_values = self.value_head(x)
        return action_prob, state_values

torch.manual_seed(1)
env = Corridor()
model = Policy()
optimizer = torch.optim.Adam(model.parameters(), lr=3e-2)
eps = 1e-8

def select_action(state):
    state = torch.tensor(state, dtype=torch.float32)
    probs, state_value = model(state)
    m = Categorical(probs)
    action = m.sample()
    model.saved_actions.append(SavedAction(m.log_prob(action), state_value))
    return action.item()

def finish_episode():
    R = 0
    policy_losses = []
    value_losses = []
    returns = []
    for r in model.rewards[::-1]:
        R = r + 0.99 * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    for (log_prob, value), R in zip(model.saved_actions, returns):
        advantage = R - value.item()
        policy_losses.append(-log_prob * advantage)
        value_losses.append(F.smooth_l1_loss(value, torch.tensor([R])))
    optimizer.zero_grad()
    loss = torch.stack(policy_losses).sum() + torch.stack(value_losses).sum()
    loss.backward()
    optimizer.step()
    # reset rewards and action buffer
    del model.rewards[:]
    del model.saved_actions[:]
    return loss.item()

running_reward = 0.5
for i_episode in range(8):
    state, ep_reward = env.reset(), 0
    for t in range(1, 10):
        action = select_action(state)
        state, reward, done, _ = env.step(action)
        model.rewards.append(reward)
        ep_reward += reward
        if done:
            break
    running_reward = 0.05 * ep_reward + (1 - 0.05) * running_reward
    print('Episode {}\tsteps {}\treward: {:.2f}\tloss {:.4f}'.format(i_episode, t, ep_reward, finish_episode()))
