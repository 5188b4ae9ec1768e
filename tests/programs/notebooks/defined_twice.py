# %% [markdown]
# A notebook that was run cell by cell.
import torch
flag = True
use_mse = False
if flag:
    def loss_fn(a, b):
        return ((a - b) ** 2).mean()
if use_mse:
    class Net(torch.nn.Module):
        pass
else:
    class Net(torch.nn.Module):
        def __init__(self):
            super(Net, self).__init__()
            self.lin = torch.nn.Linear(2, 1)

        def forward(self, x):
            return self.lin(x)
torch.manual_seed(0)
net = Net()
net
x = torch.randn(4, 2)
x.shape, x.dtype
loss_fn(net(x), torch.zeros(4, 1))
import torch.nn as nn
import torch
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.lin = nn.Linear(2, 1, bias=False)
    def forward(self, x): return self.lin(x).squeeze()
net = Net(); y = net(x)
y
loss_fn(y, torch.zeros(4)).backward()
net.lin.weight.grad
print(net.lin.weight.grad, net)
"a string that says something"
y.sum; net.parameters
