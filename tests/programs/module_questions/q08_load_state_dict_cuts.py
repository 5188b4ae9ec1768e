import torch
from torch import nn
torch.manual_seed(1)
hyper = nn.Linear(1, 3)
target = nn.Linear(2, 1)
w = hyper(torch.ones(1, 1))
target.load_state_dict({'weight': w[:, :2], 'bias': w[0, 2:]})
loss = target(torch.ones(1, 2)).sum()
loss.backward()
print(hyper.weight.grad, target.weight.grad)
# functional_call keeps the graph
from torch.func import functional_call
functional_call(target, {'weight': w[:, :2], 'bias': w[0, 2:]}, torch.ones(1, 2)).sum().backward()
print(hyper.weight.grad)
