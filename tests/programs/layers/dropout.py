import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(42)
drop = nn.Dropout(0.5)
x = torch.ones(2, 5, requires_grad=True)
y = drop(x)
print(y)
y.sum().backward()
print(x.grad)
drop.eval()
print(drop(x) is x, drop(x))
print(F.dropout(x, p=0.2))
print(F.dropout(x, 0.5, training=False))
print(nn.Dropout(p=0)(x).grad_fn, drop)
print(nn.Dropout(p=1.0)(x))
try:
    nn.Dropout(1.5)
except ValueError as e:
    print(e)
