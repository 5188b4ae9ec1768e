import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd import Variable
import numpy as np

np.random.seed(1)
torch.manual_seed(1)


class Net(torch.nn.Module):
    def __init__(self, n_feature, n_hidden, n_output):
        super(Net, self).__init__()
        self.hidden = torch.nn.Linear(n_feature, n_hidden)   # hidden layer
        self.predict = torch.nn.Linear(n_hidden, n_output)   # output layer

    def forward(self, x):
        x = F.relu(self.hidden(x))
        x = self.predict(x)
        return x


x_np = np.linspace(-1, 1, 10)[:, np.newaxis]
noise = np.random.normal(0, 0.1, size=x_np.shape)
y_np = np.power(x_np, 2) + noise
x, y = Variable(torch.from_numpy(x_np).float()), Variable(torch.FloatTensor(y_np), requires_grad=False)
net = Net(n_feature=1, n_hidden=4, n_output=1)
print(net)
optimizer = torch.optim.SGD(net.parameters(), lr=0.2)
loss_func = torch.nn.MSELoss()
for t in range(6):
    prediction = net(x)
    loss = loss_func(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if t % 5 == 0:
        print('Step: %d | loss: %.4f' % (t, loss.data.numpy()), loss.data.item())
for p in net.parameters():
    p.data.add_(-0.01, p.grad.data) if False else p.data.add_(p.grad.data, alpha=-0.01)
    p.grad.data.zero_()
h = Variable(torch.zeros(1, 4))
new = h.data.new(2, 3).zero_()
print(h.data.new([1, 2]), new, h.type(), x.type(torch.LongTensor).type(), torch.LongTensor([1, 2]).type(torch.FloatTensor))
print(net.hidden.weight.data.size(), net.hidden.__class__.__name__, loss.grad_fn.__class__.__name__, loss.data, loss.requires_grad)
print(torch.max(F.softmax(prediction, 1), 1)[1].data.numpy().squeeze(), prediction.data.numpy().shape)
state = net.state_dict()
print(list(state.keys()), type(state).__name__)
words = 'the cat sat on the mat'.split()
vocab = sorted(set(words))
word_to_ix = {w: i for i, w in enumerate(vocab)}
print(word_to_ix, len(set(words)))
ix = Variable(torch.LongTensor([word_to_ix[w] for w in words]))
print(nn.Embedding(len(vocab), 2)(ix).size())
print(torch.FloatTensor(2, 2).fill_(0.5), torch.Tensor([1, 2]), torch.Tensor(2).zero_(), torch.ByteTensor([1, 0]))
