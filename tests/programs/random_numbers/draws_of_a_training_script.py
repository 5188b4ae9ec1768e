import random
import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

random.seed(0)
np.random.seed(0)
torch.manual_seed(0)
torch.cuda.manual_seed_all(0)
x = torch.randn(12, 3)
y = (x.sum(1) > 0).long()
train, val = random_split(TensorDataset(x, y), [8, 4])
loader = DataLoader(train, batch_size=4, shuffle=True, num_workers=0)
net = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
for epoch in range(2):
    net.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(net(xb), yb)
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        acc = sum((net(xb).argmax(1) == yb).sum().item() for xb, yb in DataLoader(val, batch_size=2)) / len(val)
    print(epoch, loss, acc)
print(random.random(), random.randint(1, 6), random.choice('abc'), random.sample(range(10), 3), random.uniform(0, 1), random.gauss(0, 1))
order = list(range(5)); random.shuffle(order); print(order)
print(np.random.rand(2), np.random.randn(2), np.random.randint(0, 10, 3), np.random.permutation(4), np.random.choice(5, 2), np.random.uniform(-1, 1, 2))
a = np.arange(5); np.random.shuffle(a); print(a)
rng = np.random.RandomState(3); print(rng.rand(2), rng.normal(size=2))
print(torch.multinomial(torch.tensor([0.1, 0.2, 0.7]), 5, replacement=True), torch.randperm(6), torch.bernoulli(torch.full((4,), 0.5)))
g = torch.Generator().manual_seed(2147483647)
print(torch.randint(0, 27, (4,), generator=g), torch.rand(2, generator=g), torch.multinomial(torch.ones(3), 1, generator=g).item(), torch.randn((2, 2), generator=g))
print(torch.normal(torch.zeros(2), torch.ones(2)), torch.rand_like(x[0]), torch.randn_like(x[0]), torch.randint_like(y[:3], 10), torch.empty(2).normal_(), torch.empty(2).exponential_())
