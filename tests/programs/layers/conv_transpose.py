import torch
from torch import nn
torch.manual_seed(0)
up = nn.ConvTranspose2d(1, 1, 2, stride=2)
print(up)
x = torch.tensor([[[[1., 2.], [3., 4.]]]], requires_grad=True)
y = up(x)
print(y.shape)
print(y)
y.sum().backward()
print(x.grad)
print(up.weight.grad)
dec = nn.Sequential(nn.ConvTranspose2d(1, 2, 3, stride=2, padding=1, output_padding=1), nn.ReLU())
print(dec(x).shape)
