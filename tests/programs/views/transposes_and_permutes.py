import torch
x = torch.arange(24.).reshape(2, 3, 4)
print(x.permute(2, 0, 1).shape)
print(x.transpose(0, 2).shape)
print(x.movedim(0, -1).shape)
print(x.flatten(1).shape)
print(x.unsqueeze(0).shape, x.unsqueeze(-1).squeeze(-1).shape)
m = x[0]
print(m.T)
print(m.t().shape, m.mT.shape)
