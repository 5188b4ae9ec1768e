import torch
from torch import nn

class Deep(nn.Module):
    def __init__(self, depth, act):
        super().__init__()
        self.layers = nn.Sequential(*(nn.Sequential(nn.Linear(4, 4), act()) for _ in range(depth)))
        self.head = nn.Linear(4, 1)
    def forward(self, x):
        return self.head(self.layers(x))

for act in (nn.Sigmoid, nn.ReLU, nn.Tanh):
    torch.manual_seed(0)
    net = Deep(5, act)
    net(torch.randn(16, 4)).pow(2).mean().backward()
    print(f'--- {act.__name__}')
    for name, p in net.named_parameters():
        if 'weight' in name and p.requires_grad:
            print(f'{name:<20s}{p.grad.abs().mean().item():>12.3e}  {tuple(p.shape)!s:>8}')
