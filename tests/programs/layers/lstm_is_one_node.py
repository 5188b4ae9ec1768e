import torch
from torch import nn

torch.manual_seed(0)
lstm = nn.LSTM(input_size=3, hidden_size=2, num_layers=2, batch_first=True)
x = torch.randn(2, 4, 3)
out, (h, c) = lstm(x)
print(out)
print(h, c)
print(out.grad_fn.next_functions[0][0].name())
loss = out[:, -1].pow(2).sum() + c.sum()
loss.backward()
for name, p in lstm.named_parameters():
    print(name, p.grad)

both = nn.LSTM(3, 2, bidirectional=True, bias=False)
y, (h, c) = both(x, (torch.zeros(2, 4, 2), torch.ones(2, 4, 2)))
print(y, h.grad_fn.name())
y.sum().backward()
print(both.weight_hh_l0_reverse.grad)

# in double precision PyTorch goes step by step
slow = nn.LSTM(3, 2).double()
y, _ = slow(x.double())
print(y.grad_fn.name(), nn.LSTM(3, 2)(torch.randn(5, 3))[0])
