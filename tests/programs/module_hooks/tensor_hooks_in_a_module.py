import torch
from torch import nn
grads = {}
def save_grad(name):
    def hook(grad):
        grads[name] = grad
    return hook

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 2)
        self.fc2 = nn.Linear(2, 1)
    def forward(self, x):
        h = torch.relu(self.fc1(x))
        if h.requires_grad:
            h.register_hook(save_grad('h'))
        return self.fc2(h)

torch.manual_seed(1)
net = Net()
net.fc1.weight.register_hook(lambda g: g.clamp(-0.01, 0.01))
net.fc2.bias.register_hook(lambda g: print('bias grad', g))
net(torch.ones(1, 2)).backward()
print(grads)
print(net.fc1.weight.grad)
def clear(p):
    p.grad.zero_()
net.fc1.bias.register_post_accumulate_grad_hook(clear)
net(torch.ones(1, 2)).backward()
print(net.fc1.bias.grad)
with torch.no_grad():
    net(torch.ones(1, 2))
