import torch
import torch.nn as nn

torch.manual_seed(0)
class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(6, 4), nn.Tanh(), nn.Linear(4, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 6), nn.Sigmoid())

    def forward(self, x):
        encoded = self.encoder(x)
        decoded = self.decoder(encoded)
        return encoded, decoded

data = torch.eye(6)
autoencoder = Autoencoder()
optimizer = torch.optim.Adam(autoencoder.parameters(), lr=0.02)
loss_func = nn.MSELoss()
for epoch in range(4):
    encoded, decoded = autoencoder(data)
    loss = loss_func(decoded, data)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print('Epoch: ', epoch, '| train loss: %.4f' % loss.data.numpy())
print(autoencoder)
print(sum(p.numel() for p in autoencoder.parameters() if p.requires_grad))
print({name: tuple(p.shape) for name, p in autoencoder.named_parameters()})
