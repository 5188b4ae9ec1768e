import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(2, 3, 8, 8)
last = torch.randn(2, 8, 8, 3).permute(0, 3, 1, 2)  # channels last in memory
for name, layer in {
    "conv": nn.Conv2d(3, 5, 3),
    "pointwise": nn.Conv2d(3, 5, 1),
    "transposed": nn.ConvTranspose2d(3, 5, 2, stride=2),
    "max pool": nn.MaxPool2d(2),
    "avg pool": nn.AvgPool2d(2),
    "adaptive": nn.AdaptiveAvgPool2d(2),
    "batch norm": nn.BatchNorm2d(3),
    "upsample": nn.Upsample(scale_factor=2),
}.items():
    print(f"{name:10}", layer(x).stride())
print("conv, channels last:", nn.Conv2d(3, 5, 3)(last).stride())
print("pool, channels last:", F.max_pool2d(last, 2).stride())
