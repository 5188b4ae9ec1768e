import torch
x = torch.tensor(0.3)
print(0 < x < 1)
print(0 < x.item() <= 0.5)
print(x is not None and x > 0.1)
print(None or 'default', 0 or [], 1 and 2)
print(not x > 1)
