import torch
from torch import nn

class Attention(nn.Module):
    def __init__(self, dim, dtype):
        super().__init__()
        self.q = torch.randn(dim, requires_grad=True).to(dtype)            # plain tensor
        self.k = nn.Parameter(torch.randn(dim)).to(dtype)                  # a Parameter no longer
        self.v = nn.Parameter(torch.randn(dim, dtype=dtype))

    def forward(self, x):
        return (x * self.q * self.k * self.v).sum()

torch.manual_seed(0)
att = Attention(2, torch.float64)
print([n for n, _ in att.named_parameters()])
att(torch.ones(2, dtype=torch.float64)).backward()
for name in ('q', 'k', 'v'):
    t = getattr(att, name)
    print(name, type(t).__name__, t.is_leaf, t.grad is None)
