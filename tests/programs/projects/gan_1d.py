import torch
import torch.nn as nn
torch.manual_seed(1)
G = nn.Sequential(nn.Linear(1, 8), nn.ELU(), nn.Linear(8, 1))
D = nn.Sequential(nn.Linear(4, 8), nn.ELU(), nn.Linear(8, 1), nn.Sigmoid())
criterion = nn.BCELoss()
d_optimizer = torch.optim.SGD(D.parameters(), lr=1e-2, momentum=0.9)
g_optimizer = torch.optim.SGD(G.parameters(), lr=1e-2, momentum=0.9)
def extract(v):
    return v.data.storage().tolist()
def stats(d):
    t = torch.tensor(d)
    return ['%.3f' % t.mean(), '%.3f' % t.std()]
for epoch in range(6):
    # 1. Train D on real+fake
    D.zero_grad()
    d_real_data = torch.normal(4.0, 1.25, (1, 4))
    d_real_error = criterion(D(d_real_data), torch.ones([1, 1]))  # ones = true
    d_real_error.backward() # compute/store gradients, but don't change params
    d_fake_data = G(torch.rand(4, 1)).detach()  # detach to avoid training G on these labels
    d_fake_error = criterion(D(d_fake_data.t()), torch.zeros([1, 1]))  # zeros = fake
    d_fake_error.backward()
    d_optimizer.step()     # Only optimizes D's parameters; changes based on stored gradients from backward()
    # 2. Train G on D's response (but DO NOT train D on these labels)
    G.zero_grad()
    g_fake_data = G(torch.rand(4, 1))
    g_error = criterion(D(g_fake_data.t()), torch.ones([1, 1]))
    g_error.backward()
    g_optimizer.step()
    print(f'{epoch}: D: {d_real_error.item():.4f}/{d_fake_error.item():.4f} G: {g_error.item():.4f} (Real: {stats(extract(d_real_data))}, Fake: {stats(g_fake_data.flatten().tolist())})')
