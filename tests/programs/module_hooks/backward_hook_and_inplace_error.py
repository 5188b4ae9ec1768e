import torch
import torch.nn as nn
# full backward hook on a layer that is followed by an inplace ReLU: RuntimeError
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(inplace=True), nn.Linear(2, 1))
net[0].register_full_backward_hook(lambda m, gi, go: print(go))
x = torch.ones(1, 2)
net(x)
