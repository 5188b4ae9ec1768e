import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        # super().__init__() forgotten
        self.fc = nn.Linear(2, 2)

try:
    Net()
except AttributeError as e:
    print(e)

class Net2(nn.Module):
    def __init__(self):
        self.w = nn.Parameter(torch.zeros(2))
Net2()
