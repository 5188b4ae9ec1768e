import torch
import torch.nn as nn
torch.manual_seed(5)
gru = nn.GRU(2, 3, num_layers=2, batch_first=True)
x = torch.randn(2, 3, 2, requires_grad=True)
out, h = gru(x)
print(out.shape, h.shape)
print(out[:, -1])
out.pow(2).sum().backward()
print(x.grad[0])
print([n for n, _ in gru.named_parameters()])

for cell in (nn.RNNCell(2, 3), nn.GRUCell(2, 3)):
    h = torch.zeros(2, 3)
    for t in range(3):
        h = cell(x[:, t], h)
    print(cell, h)
lstm = nn.LSTMCell(2, 3)
h, c = torch.zeros(2, 3), torch.zeros(2, 3)
for t in range(3):
    h, c = lstm(x[:, t], (h, c))
print(lstm, h, c)
bi = nn.GRU(2, 2, bidirectional=True)
o, h = bi(torch.ones(3, 1, 2))
print(bi, o.shape, h.shape)
