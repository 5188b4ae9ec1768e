import torch
import torch.nn as nn

torch.manual_seed(0)
bn = nn.BatchNorm1d(3)
print(bn)
x = torch.randn(5, 3) * 2 + 3
x.requires_grad_(True)
y = bn(x)
print(y.mean(0).abs() < 1e-5, y.var(0, unbiased=False))
(y ** 3).sum().backward()
print(x.grad)
print(bn.weight.grad, bn.bias.grad)
print(bn.running_mean)
print(bn.running_var, bn.num_batches_tracked)
bn.eval()
print(bn(x))
bn2 = nn.BatchNorm1d(3, affine=False, track_running_stats=False)
print(bn2.weight, bn2(x)[0])
bn.train()
bn(torch.ones(1, 3))      # fails: one value per channel
