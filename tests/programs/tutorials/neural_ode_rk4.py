import torch
from torch import nn

class ODEFunc(nn.Module):

    def __init__(self):
        super(ODEFunc, self).__init__()
        self.net = nn.Sequential(
            nn.Linear(2, 3),
            nn.Tanh(),
            nn.Linear(3, 2),
        )
        for m in self.net.modules():
            if isinstance(m, nn.Linear):
                nn.init.normal_(m.weight, mean=0, std=0.1)
                nn.init.constant_(m.bias, val=0)
        self.nfe = 0

    def forward(self, t, y):
        self.nfe += 1
        return self.net(y**3)

def rk4_step(func, t, dt, y):
    k1 = func(t, y)
    k2 = func(t + dt / 2, y + dt * k1 / 2)
    k3 = func(t + dt / 2, y + dt * k2 / 2)
    k4 = func(t + dt, y + dt * k3)
    return y + (k1 + 2 * k2 + 2 * k3 + k4) * dt / 6

def odeint(func, y0, t):
    ys = [y0]
    for t0, t1 in zip(t[:-1], t[1:]):
        ys.append(rk4_step(func, t0, t1 - t0, ys[-1]))
    return torch.stack(ys)

torch.manual_seed(0)
func = ODEFunc()
true_y0 = torch.tensor([[2., 0.]])
t = torch.linspace(0., 1., 4)
true_A = torch.tensor([[-0.1, 2.0], [-2.0, -0.1]])
with torch.no_grad():
    true_y = odeint(lambda t, y: torch.mm(y**3, true_A), true_y0, t * 0.1)
print(true_y.shape, true_y[-1])
optimizer = torch.optim.RMSprop(func.parameters(), lr=1e-2)
optimizer.zero_grad()
pred_y = odeint(func, true_y0, t * 0.1)
loss = torch.mean(torch.abs(pred_y - true_y))
loss.backward()
optimizer.step()
print('Iter {:04d} | Total Loss {:.6f}'.format(1, loss.item()), func.nfe)
print(func.net[2].bias.grad)
