import torch
from torch import nn, optim

model = nn.Linear(2, 1)
optimizer = optim.SGD(model.parameters(), lr=0.1)
scheduler = optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=2, T_mult=2)
iters = 3
for epoch in range(4):
    for i in range(iters):
        optimizer.zero_grad()
        model(torch.ones(1, 2)).sum().backward()
        optimizer.step()
        scheduler.step(epoch + i / iters)
        print(epoch, i, f"{optimizer.param_groups[0]['lr']:.6f}")
