import torch
from torch import nn
from torch.autograd import Variable
torch.manual_seed(0)
net = nn.Linear(2, 1)
losses = []
for x in torch.tensor([[1., 2.], [3., 4.]]):
    losses.append(net(x).pow(2).item())
loss = Variable(torch.tensor(losses).mean(), requires_grad=True)
loss.backward()
print(loss.grad, net.weight.grad)
loss = torch.stack([net(x).pow(2).squeeze() for x in torch.tensor([[1., 2.], [3., 4.]])]).mean()
loss.backward()
print(net.weight.grad)
