import torch
import torch.nn as nn
x = torch.tensor([[1., 3., 2., 0.], [4., 2., 1., 5.], [0., 1., 7., 2.], [2., 2., 2., 2.]]).view(1, 1, 4, 4)
x.requires_grad_()
for pool in [nn.MaxPool2d(2), nn.MaxPool2d(3, stride=1), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d((1, 1)), nn.AdaptiveAvgPool2d(3), nn.AdaptiveMaxPool2d(2)]:
    x.grad = None
    y = pool(x)
    print(pool)
    print(y)
    y.sum().backward()
    print(x.grad.view(4, 4))
s = torch.arange(6.).view(1, 1, 6)
print(nn.MaxPool1d(2)(s), nn.AvgPool1d(3, stride=1)(s), nn.AdaptiveAvgPool1d(2)(s))
v, idx = nn.MaxPool2d(2, return_indices=True)(x)
print(idx)
