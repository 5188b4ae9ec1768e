import torch
from torch import nn
net = nn.Linear(1, 1)
def validate():
    torch.set_grad_enabled(False)        # forgot to turn it on again
    return net(torch.zeros(1, 1)).shape
def train_step():
    loss = net(torch.ones(1, 1)).sum()
    loss.backward()
    return net.weight.grad
print(train_step())
print(validate())
print(torch.is_grad_enabled())
try:
    train_step()
except RuntimeError as e:
    print(e)
torch.set_grad_enabled(True)
print(train_step())
