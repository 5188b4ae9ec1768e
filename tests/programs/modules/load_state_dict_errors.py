import torch
from torch import nn


class Old(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 3)
        self.fc2 = nn.Linear(3, 1)


class New(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 4)
        self.head = nn.Linear(4, 1)
        self.norm = nn.BatchNorm1d(4)


old, new = Old(), New()
try:
    new.load_state_dict(old.state_dict())
except RuntimeError as e:
    print(e)
    print(repr(str(e)))
result = New().load_state_dict({k: v for k, v in new.state_dict().items() if 'head' not in k}, strict=False)
print(result)
print(result.missing_keys, result.unexpected_keys)
print(new.load_state_dict(new.state_dict()))
missing = new.state_dict()
del missing['head.weight']
new.load_state_dict(missing)
