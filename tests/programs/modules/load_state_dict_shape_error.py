import torch
from torch import nn
torch.manual_seed(0)
small = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
big = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
big.load_state_dict(small.state_dict())
