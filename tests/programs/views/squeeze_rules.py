import torch
x = torch.zeros(2, 1, 3, 1)
print(x.squeeze().shape)
print(x.squeeze(1).shape)
print(x.squeeze(0).shape)
print(x[:, 0].shape, x[:, None].shape, x[..., 0].shape)
