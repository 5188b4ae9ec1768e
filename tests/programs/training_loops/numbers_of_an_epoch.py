# What a loop prints, and what it forgets.
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)
X = torch.linspace(-1, 1, 20).unsqueeze(1)
y = 3 * X.squeeze() + 0.1 * torch.randn(20)
loader = DataLoader(TensorDataset(X, y), batch_size=5, shuffle=True)
model = nn.Linear(1, 1)
criterion = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
history = {'loss': [], 'lr': []}
for epoch in range(3):
    running_loss = 0.0
    for i, (inputs, labels) in enumerate(loader):
        optimizer.zero_grad(set_to_none=True)
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        running_loss += loss.item() * inputs.size(0)
    scheduler.step()
    epoch_loss = running_loss / len(loader.dataset)
    history['loss'].append(epoch_loss)
    history['lr'].append(scheduler.get_last_lr()[0])
    print(f'Epoch [{epoch + 1}/{3}], Loss: {epoch_loss:.4f}, lr={optimizer.param_groups[0]["lr"]:.3f}')
print('{:>10}|{:<10}|{:^10}'.format('w', 'b', 'steps'), len(loader), len(loader.dataset))
print(f'{model.weight.item():>10.4f}|{model.bias.item():<10.4f}|{optimizer.state_dict()["param_groups"][0]["lr"]:^10.5f}')
best = min(range(3), key=lambda e: history['loss'][e])
print(best, [round(v, 3) for v in history['loss']], history['lr'] == sorted(history['lr'], reverse=True))
