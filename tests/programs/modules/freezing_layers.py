import torch
import torch.nn as nn
import torch.optim as optim

torch.manual_seed(3)
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
# freeze the "feature extractor"
for param in model[0].parameters():
    param.requires_grad = False

# replace the head
model[2] = nn.Linear(4, 1)
optimizer = optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1)
before = [p.clone() for p in model.parameters()]
x, y = torch.randn(8, 3), torch.randn(8, 1)
for _ in range(3):
    optimizer.zero_grad()
    loss = ((model(x) - y) ** 2).mean()
    loss.backward()
    optimizer.step()
for (n, p), b in zip(model.named_parameters(), before):
    print(n, p.requires_grad, 'changed' if not torch.equal(p, b) else 'same', p.grad is None)
model.requires_grad_(True)
print(all(p.requires_grad for p in model.parameters()))
model.requires_grad_(False)
try:
    model(x).sum().backward()
except RuntimeError as e:
    print(e)
