import torch, torch.nn as nn
torch.manual_seed(8)
class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(nn.Linear(3, 2), nn.Tanh())
    def forward(self, a, b):
        return (self.enc(a) - self.enc(b)).norm(dim=1)
m = Siamese()
a, b = torch.randn(2, 3), torch.randn(2, 3)
d = m(a, b)
label = torch.tensor([1., 0.])
loss = (label * d ** 2 + (1 - label) * torch.clamp(1 - d, min=0) ** 2).mean()
print(d, loss)
loss.backward()
print(m.enc[0].weight.grad)
print(m.enc[0].bias.grad)
