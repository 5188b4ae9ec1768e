import torch
import torch.nn as nn
torch.manual_seed(0)
G = nn.Linear(2, 2)
D = nn.Sequential(nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 1))
criterion = nn.BCEWithLogitsLoss()
optG, optD = (torch.optim.Adam(m.parameters(), lr=0.01, betas=(0.5, 0.999)) for m in (G, D))
real_label, fake_label = 1., 0.
for i in range(3):
    real = torch.randn(4, 2) + 2
    D.zero_grad()
    label = torch.full((4,), real_label)
    errD_real = criterion(D(real).view(-1), label)
    errD_real.backward()
    D_x = errD_real.mean().item()
    fake = G(torch.randn(4, 2))
    label.fill_(fake_label)
    errD_fake = criterion(D(fake.detach()).view(-1), label)
    errD_fake.backward()
    optD.step()
    G.zero_grad()
    label.fill_(real_label)  # fake labels are real for generator cost
    errG = criterion(D(fake).view(-1), label)
    errG.backward()
    optG.step()
    print('[%d] Loss_D: %.4f Loss_G: %.4f' % (i, errD_real.item() + errD_fake.item(), errG.item()))
