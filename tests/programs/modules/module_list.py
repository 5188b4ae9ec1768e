import torch
import torch.nn as nn

class MLP(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes[:-1], sizes[1:])])
        self.act = nn.Tanh()

    def forward(self, x):
        for i, l in enumerate(self.layers):
            x = l(x)
            if i < len(self.layers) - 1:
                x = self.act(x)
        return x

torch.manual_seed(0)
net = MLP([2, 3, 3, 1])
print(net)
print(len(net.layers), net.layers[1], sum(p.numel() for p in net.parameters()))
y = net(torch.ones(1, 2))
y.backward()
for n, p in net.named_parameters():
    print(f'{n:<18} {str(list(p.shape)):<8} {p.grad.norm().item():.4f}')
net.layers.append(nn.Linear(1, 1))
net.layers.extend([nn.Linear(1, 2)])
print([n for n, _ in net.named_parameters()][-2:])
print(net(torch.zeros(2, 2)).shape)
