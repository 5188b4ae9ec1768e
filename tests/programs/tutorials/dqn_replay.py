import random
from collections import deque, namedtuple
import torch
import torch.nn as nn
import torch.nn.functional as F

Transition = namedtuple('Transition', ('state', 'action', 'next_state', 'reward'))

class ReplayMemory(object):

    def __init__(self, capacity):
        self.memory = deque([], maxlen=capacity)

    def push(self, *args):
        """Save a transition"""
        self.memory.append(Transition(*args))

    def sample(self, batch_size):
        return random.sample(self.memory, batch_size)

    def __len__(self):
        return len(self.memory)

random.seed(0)
torch.manual_seed(0)
policy_net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))
target_net = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))
print(target_net.load_state_dict(policy_net.state_dict()))
memory = ReplayMemory(5)
state = torch.tensor([[0.5, -0.5]])
for i in range(6):
    eps_threshold = 0.5
    if random.random() > eps_threshold:
        with torch.no_grad():
            action = policy_net(state).max(1).indices.view(1, 1)
    else:
        action = torch.tensor([[random.randrange(2)]], dtype=torch.long)
    next_state = None if i == 3 else state * 0.9
    memory.push(state, action, next_state, torch.tensor([float(action)]))
    state = next_state if next_state is not None else torch.tensor([[0.1, 0.2]])
print(len(memory), memory.memory[0].action)
transitions = memory.sample(4)
batch = Transition(*zip(*transitions))
non_final_mask = torch.tensor(tuple(map(lambda s: s is not None, batch.next_state)), dtype=torch.bool)
non_final_next_states = torch.cat([s for s in batch.next_state if s is not None])
state_batch = torch.cat(batch.state)
action_batch = torch.cat(batch.action)
reward_batch = torch.cat(batch.reward)
state_action_values = policy_net(state_batch).gather(1, action_batch)
next_state_values = torch.zeros(4)
with torch.no_grad():
    next_state_values[non_final_mask] = target_net(non_final_next_states).max(1).values
expected_state_action_values = (next_state_values * 0.99) + reward_batch
criterion = nn.SmoothL1Loss()
loss = criterion(state_action_values, expected_state_action_values.unsqueeze(1))
loss.backward()
torch.nn.utils.clip_grad_value_(policy_net.parameters(), 100)
TAU = 0.005
target_net_state_dict = target_net.state_dict()
policy_net_state_dict = policy_net.state_dict()
for key in policy_net_state_dict:
    target_net_state_dict[key] = policy_net_state_dict[key]*TAU + target_net_state_dict[key]*(1-TAU)
target_net.load_state_dict(target_net_state_dict)
print(loss, non_final_mask, batch.reward)
