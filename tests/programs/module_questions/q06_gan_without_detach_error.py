import torch
import torch.nn as nn
torch.manual_seed(0)
G = nn.Linear(2, 2)
D = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid())
optG = torch.optim.Adam(G.parameters(), lr=0.01)
optD = torch.optim.Adam(D.parameters(), lr=0.01)
bce = nn.BCELoss()
real = torch.randn(4, 2)
ones, zeros = torch.ones(4, 1), torch.zeros(4, 1)

fake = G(torch.randn(4, 2))
# discriminator
optD.zero_grad()
lossD = bce(D(real), ones) + bce(D(fake), zeros)      # should be fake.detach()
lossD.backward()
optD.step()
print('lossD', lossD.item(), G.weight.grad)
# generator
optG.zero_grad()
lossG = bce(D(fake), ones)
lossG.backward()         # error: second time
optG.step()
