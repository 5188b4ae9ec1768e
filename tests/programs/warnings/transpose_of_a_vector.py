import torch
v = torch.tensor([1., 2.])
print(v.T)
print(torch.ones(2, 3, 4).T.shape)
