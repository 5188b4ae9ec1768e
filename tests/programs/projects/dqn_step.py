import random
from collections import deque
import torch
import torch.nn as nn
torch.manual_seed(0); random.seed(0)
q = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
target = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 2))
target.load_state_dict(q.state_dict())
memory = deque(maxlen=50)
for _ in range(20):
    s = torch.rand(2)
    a = random.randrange(2)
    memory.append((s, a, s.sum().item(), torch.rand(2), random.random() < 0.1))
opt = torch.optim.Adam(q.parameters(), lr=0.01)
for step in range(4):
    batch = random.sample(memory, 8)
    states, actions, rewards, nexts, dones = zip(*batch)
    states, nexts = torch.stack(states), torch.stack(nexts)
    actions = torch.tensor(actions).unsqueeze(1)
    rewards, dones = torch.tensor(rewards), torch.tensor(dones)
    q_sa = q(states).gather(1, actions).squeeze(1)
    with torch.no_grad():
        y = rewards + 0.9 * target(nexts).max(1).values * (~dones)
    loss = nn.functional.smooth_l1_loss(q_sa, y)
    opt.zero_grad(); loss.backward()
    nn.utils.clip_grad_value_(q.parameters(), 100)
    opt.step()
    print(step, round(loss.item(), 5))
print(all(p.grad is None for p in target.parameters()))
