import torch
from torch import nn
torch.manual_seed(3)
bn = nn.BatchNorm2d(2, momentum=0.5)
x = torch.randn(2, 2, 2, 2)
for _ in range(3):
    y = bn(x)
print(bn.running_mean, x.mean((0, 2, 3)))
print(bn.running_var, x.var((0, 2, 3)))
with torch.no_grad():
    bn.weight.copy_(torch.tensor([2., 0.5]))
bn.eval()
manual = (x - bn.running_mean.view(1, -1, 1, 1)) / torch.sqrt(bn.running_var.view(1, -1, 1, 1) + bn.eps) * bn.weight.view(1, -1, 1, 1)
print(torch.allclose(bn(x), manual, atol=1e-6))
bn(x).sum().backward()
print(bn.weight.grad, bn.bias.grad)
