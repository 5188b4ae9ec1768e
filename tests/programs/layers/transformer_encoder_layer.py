import torch
from torch import nn
torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(d_model=4, nhead=2, dim_feedforward=8, dropout=0.0, batch_first=True)
x = torch.randn(1, 3, 4, requires_grad=True)
y = layer(x)
print(y)
y[:, -1, 0].sum().backward()
print(x.grad)
for n, p in layer.named_parameters():
    print(n, tuple(p.shape))
