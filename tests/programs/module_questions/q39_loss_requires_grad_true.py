import torch
import torch.nn as nn
torch.manual_seed(0)
model = nn.Linear(3, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.randn(4, 3)
y = torch.tensor([0, 1, 1, 0])
before = model.weight.clone()
for _ in range(2):
    pred = model(x).argmax(dim=1)
    loss = (pred != y).float().mean()
    loss.requires_grad = True        # "fixes" the error
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss, loss.is_leaf, model.weight.grad)
print('learned:', not torch.equal(before, model.weight))
