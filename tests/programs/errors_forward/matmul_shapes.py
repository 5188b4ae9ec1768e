import torch
x = torch.ones(2, 3)
W = torch.ones(4, 5)
try:
    x @ W
except RuntimeError as e:
    print(e)
try:
    x @ torch.ones(2)
except RuntimeError as e:
    print(e)
try:
    torch.dot(torch.ones(2), torch.ones(3))
except RuntimeError as e:
    print(e)
try:
    torch.bmm(torch.ones(2, 3, 4), torch.ones(2, 3, 4))
except RuntimeError as e:
    print(e)
torch.mm(torch.ones(2), torch.ones(2))
