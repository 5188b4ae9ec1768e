# truncated backpropagation through time
import torch
import torch.nn as nn
torch.manual_seed(0)
rnn = nn.RNNCell(1, 3)
head = nn.Linear(3, 1)
opt = torch.optim.SGD([*rnn.parameters(), *head.parameters()], lr=0.05)
series = torch.sin(torch.arange(0, 12) * 0.5)
h = torch.zeros(1, 3)
for start in range(0, 12, 4):
    h = h.detach()                      # cut here
    loss = 0
    for t in range(start, min(start + 4, 11)):
        h = rnn(series[t].view(1, 1), h)
        loss = loss + (head(h).squeeze() - series[t + 1]) ** 2
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(start, f'{loss.item():.4f}', h.requires_grad)
