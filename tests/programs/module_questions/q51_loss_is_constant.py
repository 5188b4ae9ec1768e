import torch
from torch import nn
torch.manual_seed(0)
enc = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4))
x = torch.randn(2, 3)
loss = enc(x).sum()                     # a normalised row sums to 0
loss.backward()
print(loss.abs() < 1e-5, (enc[0].weight.grad.abs() < 1e-5).all())
enc.zero_grad()
loss = nn.functional.normalize(nn.Linear(3, 4)(x), dim=1).pow(2).sum()
print(f'{loss:.4f}')
probs = torch.softmax(enc[0](x), dim=1)
loss = probs.sum(dim=1).mean()
loss.backward()
print(loss, enc[0].bias.grad.abs().max() < 1e-6)
bn = nn.BatchNorm1d(2)
bn(torch.randn(4, 2)).mean().backward()
print(bn.weight.grad.abs().max() < 1e-6, bn.bias.grad)
