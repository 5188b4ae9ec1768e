import numpy as np
import torch
import torch.nn as nn

np.random.seed(2)
torch.manual_seed(0)
T, L, N = 5, 12, 3
x = np.empty((N, L), 'int64')
x[:] = np.array(range(L)) + np.random.randint(-4 * T, 4 * T, N).reshape(N, 1)
data = np.sin(x / 1.0 / T).astype('float64')
print(data.shape, data.dtype, x[:, 0])
input = torch.from_numpy(data[1:, :-1])
target = torch.from_numpy(data[1:, 1:])

class Sequence(nn.Module):
    def __init__(self):
        super(Sequence, self).__init__()
        self.lstm1 = nn.LSTMCell(1, 4)
        self.lstm2 = nn.LSTMCell(4, 4)
        self.linear = nn.Linear(4, 1)

    def forward(self, input, future=0):
        outputs = []
        h_t = torch.zeros(input.size(0), 4, dtype=torch.double)
        c_t = torch.zeros(input.size(0), 4, dtype=torch.double)
        h_t2 = torch.zeros(input.size(0), 4, dtype=torch.double)
        c_t2 = torch.zeros(input.size(0), 4, dtype=torch.double)

        for input_t in input.split(1, dim=1):
            h_t, c_t = self.lstm1(input_t, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        for i in range(future):  # if we should predict the future
            h_t, c_t = self.lstm1(output, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        outputs = torch.cat(outputs, dim=1)
        return outputs

seq = Sequence()
seq.double()
criterion = nn.MSELoss()
out = seq(input)
loss = criterion(out, target)
loss.backward()
print('loss:', '%.6f' % loss.item())
with torch.no_grad():
    pred = seq(input, future=2)
    print(pred.shape, pred.dtype)
