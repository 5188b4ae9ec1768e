import torch
import torch.nn as nn
torch.manual_seed(0)
q_net = nn.Linear(2, 2)
reward = torch.tensor([1.0])
s, s2 = torch.tensor([[1., 0.]]), torch.tensor([[0., 1.]])

target = reward + 0.9 * q_net(s2).max(1)[0]
target.detach()                        # no effect, returns a new tensor
loss = (q_net(s)[0, 0] - target).pow(2).mean()
loss.backward()
print(target.requires_grad, q_net.weight.grad)

q_net.zero_grad()
target = (reward + 0.9 * q_net(s2).max(1)[0]).detach()
loss = (q_net(s)[0, 0] - target).pow(2).mean()
loss.backward()
print(target.requires_grad, q_net.weight.grad)
