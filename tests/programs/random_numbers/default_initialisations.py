import torch
from torch import nn
torch.manual_seed(42)
for layer in [nn.Linear(2, 3), nn.Conv2d(1, 1, 2), nn.Embedding(2, 3), nn.GRUCell(1, 2), nn.BatchNorm1d(2), nn.LayerNorm(2), nn.Conv1d(1, 2, 3, bias=False), nn.ConvTranspose1d(1, 1, 2)]:
    print(layer)
    for name, p in layer.named_parameters():
        print('  ', name, p.data)
print(torch.randn(1))
