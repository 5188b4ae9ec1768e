import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(1, 4, 4, 4, requires_grad=True)
for layer in [
    nn.LPPool2d(2, 2),
    nn.UpsamplingNearest2d(scale_factor=2),
    nn.UpsamplingBilinear2d(scale_factor=2),
    nn.LocalResponseNorm(2),
    nn.Unfold(2, stride=2),
]:
    x.grad = None
    out = layer(x)
    out.pow(2).sum().backward()
    print(layer, tuple(out.shape))
    print(x.grad[0, 0])
print(nn.LPPool1d(2, 2)(torch.ones(1, 1, 4)))
print(nn.Fold((3, 3), 2)(nn.Unfold(2)(torch.ones(1, 1, 3, 3))))
scores = torch.tensor([[0.1, 0.2, 0.4, 0.8]], requires_grad=True)
loss = nn.MultiLabelMarginLoss()(scores, torch.tensor([[3, 0, -1, 1]]))
loss.backward()
print(loss, scores.grad)
