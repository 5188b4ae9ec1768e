import torch
a = torch.ones(2, 3)
b = torch.ones(2, 4)
print(torch.cat([a, b], dim=1).shape)
try:
    torch.cat([a, b])
except RuntimeError as e:
    print(e)
try:
    torch.stack([a, b])
except RuntimeError as e:
    print(e)
torch.cat([])
