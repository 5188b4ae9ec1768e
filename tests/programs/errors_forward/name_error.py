import torch
x = torch.tensor(1.)
y = X * 2
