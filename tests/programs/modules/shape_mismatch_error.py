import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(28, 16),
    nn.ReLU(),
    nn.Linear(10, 2),   # should be 16
)
x = torch.zeros(3, 4, 7)
for layer in model:
    x = layer(x)
    print(layer, x.shape)
