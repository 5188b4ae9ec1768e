import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 2)
    def forward(self, x):
        h = self.conv(x)
        h += 1                 # in place on the output of a hooked module
        return h.sum()

torch.manual_seed(0)
net = Net()
x = torch.ones(1, 1, 3)
print(net(x))
net.conv.register_full_backward_hook(lambda mod, gin, gout: None)
print(net(x))
