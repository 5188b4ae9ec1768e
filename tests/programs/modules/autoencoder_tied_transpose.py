import torch
import torch.nn as nn
import torch.nn.functional as F

class TiedAutoEncoder(nn.Module):
    def __init__(self, inp, hid):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(hid, inp) * 0.1)
        self.b1 = nn.Parameter(torch.zeros(hid))
        self.b2 = nn.Parameter(torch.zeros(inp))
    def encode(self, x):
        return torch.tanh(F.linear(x, self.weight, self.b1))
    def forward(self, x):
        return F.linear(self.encode(x), self.weight.t(), self.b2)

torch.manual_seed(11)
ae = TiedAutoEncoder(4, 2)
opt = torch.optim.Adam(ae.parameters(), lr=0.05)
x = torch.eye(4)
for epoch in range(25):
    opt.zero_grad()
    loss = F.mse_loss(ae(x), x)
    loss.backward()
    opt.step()
    if epoch % 5 == 0:
        print('epoch [{}/{}], loss:{:.4f}'.format(epoch + 1, 25, loss.item()))
print(ae.encode(x))
print(ae.weight.grad)
