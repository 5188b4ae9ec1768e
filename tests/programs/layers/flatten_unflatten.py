import torch
import torch.nn as nn
x = torch.arange(24.).view(2, 3, 2, 2).requires_grad_()
print(nn.Flatten()(x).shape, nn.Flatten(0)(x).shape, nn.Flatten(2, 3)(x).shape)
y = nn.Unflatten(1, (3, 1))(x)
print(y.shape)
net = nn.Sequential(nn.Flatten(), nn.Linear(12, 2), nn.Unflatten(1, (2, 1)))
with torch.no_grad():
    for p in net.parameters(): p.fill_(0.1)
out = net(x)
print(out)
out.sum().backward()
print(x.grad.unique())
print(net)
print(nn.PixelShuffle(2)(torch.arange(4.).view(1, 4, 1, 1)))
print(nn.ZeroPad2d(1)(torch.ones(1, 1, 1, 1)), nn.ReflectionPad1d(1)(torch.arange(3.).view(1, 1, 3)))
print(nn.Upsample(scale_factor=2)(torch.arange(4.).view(1, 1, 2, 2)))
