import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(2, 4, requires_grad=True)
rms = nn.RMSNorm(4)
y = rms(x)
print(rms)
print(y)
(y ** 3).sum().backward()
print(x.grad)
print(rms.weight.grad)

class RMSNorm(torch.nn.Module):
    def __init__(self, dim: int, eps: float = 1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))
    def _norm(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)
    def forward(self, x):
        output = self._norm(x.float()).type_as(x)
        return output * self.weight

print(torch.allclose(RMSNorm(4)(x), y, atol=1e-5))
gn = nn.GroupNorm(2, 4)
z = gn(x)
print(gn)
print(z)
