import torch
import torch.nn as nn

torch.manual_seed(0)
rnn = nn.RNN(input_size=2, hidden_size=3, num_layers=1, batch_first=True)
print(rnn)
for name, p in rnn.named_parameters():
    print(name, p.shape)
x = torch.randn(1, 4, 2)
h0 = torch.zeros(1, 1, 3)
out, hn = rnn(x, h0)
print(out)
print(hn)
# by hand
h = torch.zeros(3)
for t in range(4):
    h = torch.tanh(rnn.weight_ih_l0 @ x[0, t] + rnn.bias_ih_l0 + rnn.weight_hh_l0 @ h + rnn.bias_hh_l0)
print(torch.allclose(h, hn[0, 0], atol=1e-6))
out[:, -1].sum().backward()
print(rnn.weight_hh_l0.grad)
