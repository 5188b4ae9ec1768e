import torch
import torch.nn as nn

torch.manual_seed(0)
conv = nn.Conv1d(in_channels=2, out_channels=3, kernel_size=2)
print(conv)
print(conv.weight)
print(conv.bias)
x = torch.arange(8.).reshape(1, 2, 4).requires_grad_()
y = conv(x)
print(y)
y.sum().backward()
print(x.grad)
print(conv.weight.grad)
same = nn.Conv1d(2, 2, 3, padding='same', groups=2, bias=False)
print(same(x).shape, same.weight.shape)
dil = nn.Conv1d(2, 1, 2, stride=2, dilation=2)
print(dil(x))
