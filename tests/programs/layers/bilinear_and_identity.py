import torch
import torch.nn as nn
torch.manual_seed(2)
m = nn.Bilinear(2, 3, 1)
a, b = torch.randn(4, 2, requires_grad=True), torch.randn(4, 3)
out = m(a, b)
print(m, out.size())
print(out)
out.sum().backward()
print(a.grad)
print(m.weight.grad)
ident = nn.Identity(54, unused=True)
print(ident, ident(a) is a)
