import torch
import torch.nn as nn

torch.manual_seed(0)
words = ['hello', 'help', 'hero']
all_letters = sorted(set(''.join(words))) + ['.']
n_letters = len(all_letters)

def letterToIndex(letter):
    return all_letters.index(letter)

# Turn a line into a <line_length x 1 x n_letters>,
# or an array of one-hot letter vectors
def lineToTensor(line):
    tensor = torch.zeros(len(line), 1, n_letters)
    for li, letter in enumerate(line):
        tensor[li][0][letterToIndex(letter)] = 1
    return tensor

class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super(RNN, self).__init__()

        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size + hidden_size, hidden_size)
        self.i2o = nn.Linear(input_size + hidden_size, output_size)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, input, hidden):
        combined = torch.cat((input, hidden), 1)
        hidden = self.i2h(combined)
        output = self.i2o(combined)
        output = self.softmax(output)
        return output, hidden

    def initHidden(self):
        return torch.zeros(1, self.hidden_size)

rnn = RNN(n_letters, 6, n_letters)
criterion = nn.NLLLoss()
learning_rate = 0.05

def train(line):
    hidden = rnn.initHidden()
    rnn.zero_grad()
    loss = torch.Tensor([0])
    target = line[1:] + '.'
    for ch, nxt in zip(lineToTensor(line), target):
        output, hidden = rnn(ch, hidden)
        loss += criterion(output, torch.tensor([letterToIndex(nxt)]))
    loss.backward()
    for p in rnn.parameters():
        p.data.add_(p.grad.data, alpha=-learning_rate)
    return output, loss.item() / len(line)

for epoch in range(6):
    total = 0.
    for w in words:
        output, loss = train(w)
        total += loss
    print(epoch, '%.4f' % (total / len(words)))
print(output)
topv, topi = output.topk(1)
print(all_letters[topi[0].item()])
