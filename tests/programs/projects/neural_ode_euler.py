import torch
import torch.nn as nn
class ODEFunc(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 2))
        for m in self.net.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, mean=0, std=0.1)
                nn.init.constant_(m.bias, val=0)
    def forward(self, t, y):
        return self.net(y ** 3)

def odeint(func, y0, t):
    ys = [y0]
    for i in range(len(t) - 1):
        dt = t[i + 1] - t[i]
        ys.append(ys[-1] + dt * func(t[i], ys[-1]))
    return torch.stack(ys, 0)

torch.manual_seed(0)
true_A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
class Lambda(nn.Module):
    def forward(self, t, y):
        return torch.mm(y ** 3, true_A)
true_y0 = torch.tensor([[2., 0.]])
t = torch.linspace(0., 0.5, 11)
with torch.no_grad():
    true_y = odeint(Lambda(), true_y0, t)
func = ODEFunc()
optimizer = torch.optim.RMSprop(func.parameters(), lr=1e-2)
for itr in range(1, 6):
    optimizer.zero_grad()
    pred_y = odeint(func, true_y0, t)
    loss = torch.mean(torch.abs(pred_y - true_y))
    loss.backward()
    optimizer.step()
    print('Iter {:04d} | Total Loss {:.6f}'.format(itr, loss.item()))
