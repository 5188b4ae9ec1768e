import torch
import torch.nn as nn

def init_weights(m):
    if isinstance(m, nn.Linear):
        torch.nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)
    print('init', m)

@torch.no_grad()
def ones(m):
    if type(m) == nn.Linear:
        m.weight.fill_(1.0)

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
net.apply(init_weights)
print(net[0].weight, net[0].bias)
net.apply(ones)
print(net[2].weight, net[2].weight.requires_grad)
def weights_init(m):
    classname = m.__class__.__name__
    if classname.find('Linear') != -1:
        nn.init.normal_(m.weight.data, 0.0, 0.02)
        nn.init.constant_(m.bias.data, 0)
net.apply(weights_init)
print(net[0].weight)
print(net(torch.ones(1, 2)))
