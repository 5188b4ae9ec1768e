import torch
import torch.nn as nn
torch.manual_seed(0)
w = torch.empty(3, 2)
for name, f in [
    ('uniform', lambda: nn.init.uniform_(w, -0.5, 0.5)),
    ('normal', lambda: nn.init.normal_(w, std=0.01)),
    ('constant', lambda: nn.init.constant_(w, 0.3)),
    ('ones', lambda: nn.init.ones_(w)),
    ('eye', lambda: nn.init.eye_(w)),
    ('xavier_uniform', lambda: nn.init.xavier_uniform_(w, gain=nn.init.calculate_gain('relu'))),
    ('xavier_normal', lambda: nn.init.xavier_normal_(w)),
    ('kaiming_uniform', lambda: nn.init.kaiming_uniform_(w, mode='fan_in', nonlinearity='relu')),
    ('kaiming_normal', lambda: nn.init.kaiming_normal_(w, mode='fan_out')),
    ('trunc_normal', lambda: nn.init.trunc_normal_(w)),
    ('orthogonal', lambda: nn.init.orthogonal_(w)),
]:
    f()
    print(name, w)
print(nn.init.calculate_gain('tanh'), nn.init.calculate_gain('leaky_relu', 0.2))
p = nn.Linear(2, 2).weight
print(nn.init.zeros_(p) is p, p)
