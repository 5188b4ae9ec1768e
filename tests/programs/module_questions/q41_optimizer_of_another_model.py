import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))     # new model, old optimizer
x, y = torch.randn(6, 2), torch.randn(6, 1)
for epoch in range(4):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, round(loss.item(), 5))
print(model[0].bias.grad)
ids = {id(p) for g in optimizer.param_groups for p in g['params']}
print(sum(id(p) in ids for p in model.parameters()), 'of', len(list(model.parameters())))
