import torch
from torch import nn
torch.manual_seed(9)
def make():
    torch.manual_seed(0)
    m = nn.Linear(3, 1)
    return m, torch.optim.Adam(m.parameters(), lr=0.1)
x, y = torch.randn(8, 3), torch.randn(8, 1)

big, opt = make()
loss = nn.functional.mse_loss(big(x), y)
loss.backward(); opt.step()

small, opt = make()
accumulation_steps = 4
for i, (xb, yb) in enumerate(zip(x.split(2), y.split(2))):
    loss = nn.functional.mse_loss(small(xb), yb)
    loss = loss / accumulation_steps            # normalise
    loss.backward()
    if (i + 1) % accumulation_steps == 0:
        opt.step()
        opt.zero_grad()
print(torch.allclose(big.weight, small.weight, atol=1e-5))
print(big.weight, small.weight)
