import torch
import torch.nn as nn
torch.manual_seed(0)
enc, head_a, head_b = nn.Linear(2, 3), nn.Linear(3, 1), nn.Linear(3, 1)
opt_a = torch.optim.SGD(list(enc.parameters()) + list(head_a.parameters()), lr=0.1)
opt_b = torch.optim.SGD(list(enc.parameters()) + list(head_b.parameters()), lr=0.1)
x = torch.randn(4, 2)
h = torch.tanh(enc(x))
loss_a, loss_b = head_a(h).pow(2).mean(), head_b(h).pow(2).mean()
# works: both backward, then both steps
loss_a.backward(retain_graph=True)
loss_b.backward()
opt_a.step(); opt_b.step()
opt_a.zero_grad(); opt_b.zero_grad()
print(loss_a.item() > 0, head_b.weight)
h = enc(torch.tanh(enc(x) @ torch.ones(3, 2)))
loss_a, loss_b = head_a(h).pow(2).mean(), head_b(h).pow(2).mean()
loss_a.backward(retain_graph=True)
opt_a.step()
try:
    loss_b.backward()
except RuntimeError as e:
    print(e)
