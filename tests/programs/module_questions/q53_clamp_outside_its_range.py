import torch
from torch import nn
torch.manual_seed(0)
class Gauss(nn.Module):
    def __init__(self):
        super().__init__()
        self.mu = nn.Parameter(torch.zeros(1))
        self.log_std = nn.Parameter(torch.tensor([3.0]))
    def forward(self, x):
        log_std = self.log_std.clamp(-5, 2)       # starts outside
        return 0.5 * ((x - self.mu) / log_std.exp()) ** 2 + log_std
m = Gauss()
opt = torch.optim.SGD(m.parameters(), lr=0.1)
x = torch.tensor([1., 2., 3.])
for _ in range(3):
    opt.zero_grad()
    loss = m(x).mean()
    loss.backward()
    opt.step()
print(m.log_std, m.log_std.grad, m.mu.grad)
