import torch
import torch.nn as nn
torch.manual_seed(0)
rnn = nn.RNN(1, 2, batch_first=True)
head = nn.Linear(2, 1)
opt = torch.optim.SGD(list(rnn.parameters()) + list(head.parameters()), lr=0.1)
h = torch.zeros(1, 1, 2)
for i in range(3):
    x, y = torch.randn(1, 4, 1), torch.randn(1, 4, 1)
    out, h = rnn(x, h)             # h = h.detach() is missing
    loss = nn.functional.mse_loss(head(out), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(i, loss.item())
