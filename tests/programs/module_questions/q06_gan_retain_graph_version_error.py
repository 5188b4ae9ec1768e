# I added retain_graph=True as the message said, now I get another error
import torch
import torch.nn as nn
torch.manual_seed(0)
G = nn.Linear(2, 2)
D = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optG = torch.optim.SGD(G.parameters(), lr=0.01)
optD = torch.optim.SGD(D.parameters(), lr=0.01)
fake = G(torch.randn(4, 2))
score = D(fake)
lossD = score.mean() - D(torch.randn(4, 2)).mean()
optD.zero_grad()
lossD.backward(retain_graph=True)
optD.step()
lossG = -score.mean()
optG.zero_grad()
lossG.backward()
optG.step()
