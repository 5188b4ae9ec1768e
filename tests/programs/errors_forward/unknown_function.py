import torch
x = torch.tensor([1., 2.])
torch.multiply_all(x)
