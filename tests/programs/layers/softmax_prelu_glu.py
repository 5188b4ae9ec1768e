import torch
from torch import nn
x = torch.tensor([[1., 2., -1., 0.5], [0., -2., 3., 1.]], requires_grad=True)
print(nn.Softmax(dim=1)(x))
print(nn.LogSoftmax(dim=-1)(x))
print(nn.Softmin(dim=1)(x))
print(nn.GLU()(x))
prelu = nn.PReLU()
y = prelu(x)
print(prelu, prelu.weight)
y.sum().backward()
print(prelu.weight.grad, x.grad)
chan = nn.PReLU(4, init=0.1)
chan(x).sum().backward()
print(chan.weight.grad)
print(nn.Softmax()(x))        # implicit dim: warns
