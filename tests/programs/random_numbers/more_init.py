import torch
from torch import nn
torch.manual_seed(0)
w = torch.empty(3, 5)
print(nn.init.sparse_(w, sparsity=0.4, std=0.1))
k = torch.empty(4, 2, 3)
print(nn.init.dirac_(k))
print(nn.init.dirac_(torch.empty(4, 2, 3, 3), groups=2))
print(nn.init.dirac_(torch.empty(2, 2, 3, 3, 3)).sum())
print(nn.init.eye_(w), nn.init.orthogonal_(w), nn.init.trunc_normal_(w, std=0.5), nn.init.calculate_gain('relu'), nn.init.calculate_gain('leaky_relu', 0.2), nn.init.calculate_gain('tanh'))
for f in (lambda: nn.init.sparse_(torch.empty(3), 0.1), lambda: nn.init.dirac_(torch.empty(3, 3)), lambda: nn.init.dirac_(torch.empty(3, 3, 3), 2), lambda: nn.init.eye_(torch.empty(3)), lambda: nn.init.calculate_gain('gelu'), lambda: nn.init.xavier_uniform_(torch.empty(3)), lambda: nn.init.kaiming_normal_(torch.empty(3), mode='fan')):
    try:
        f()
    except ValueError as e:
        print(e)
