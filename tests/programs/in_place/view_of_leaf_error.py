import torch
W = torch.zeros(2, 3, requires_grad=True)
row = W[0]
row.fill_(1.)
