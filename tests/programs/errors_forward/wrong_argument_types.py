import torch
try:
    torch.ones(2) + 'a'
except TypeError as e:
    print(e)
try:
    torch.ones(2) + None
except TypeError as e:
    print(e)
try:
    'loss: ' + torch.tensor(1.)
except TypeError as e:
    print(e)
[1, 2] - torch.ones(2)
