import torch
x = torch.ones(2, 3)
try:
    x.sum(2)
except IndexError as e:
    print(e)
try:
    x.unsqueeze(4)
except IndexError as e:
    print(e)
try:
    x.transpose(0, 2)
except IndexError as e:
    print(e)
torch.tensor(1.).sum(3)
