import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
    def foward(self, x):     # typo
        return self.fc(x)
net = Net()
net(torch.ones(1, 2))
