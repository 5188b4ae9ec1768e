import torch
import torch.nn.functional as F
x = torch.ones(2, 3)
W = torch.ones(4, 3)
print(F.linear(x, W, torch.zeros(4)).shape)
F.linear(x, torch.ones(4, 5))
