import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.arange(16, dtype=torch.float).view(1, 1, 4, 4) / 8
conv = nn.Conv2d(1, 1, kernel_size=3)
print(conv(x))
print(nn.Conv2d(1, 2, 3, stride=2, padding=1)(x).shape)
edge = torch.tensor([[1., 0., -1.], [2., 0., -2.], [1., 0., -1.]], requires_grad=True)
out = F.conv2d(x, edge.view(1, 1, 3, 3), padding=1)
print(out)
out.pow(2).sum().backward()
print(edge.grad)
try:
    conv(torch.zeros(1, 3, 4, 4))
except RuntimeError as e:
    print(e)
print(conv(torch.zeros(1, 4, 4)).shape)     # unbatched
