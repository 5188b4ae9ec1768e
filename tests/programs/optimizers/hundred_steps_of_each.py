import torch
from torch import nn, optim


def train(name, make):
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    opt = make(net.parameters())
    x = torch.randn(16, 3)
    t = x.sum(1, keepdim=True).sin()
    for _ in range(100):
        opt.zero_grad()
        loss = nn.functional.mse_loss(net(x), t)
        loss.backward()
        opt.step()
    print(f"{name:20} {loss.item():.4f}")


train("SGD", lambda p: optim.SGD(p, lr=0.05))
train("momentum", lambda p: optim.SGD(p, lr=0.05, momentum=0.9))
train("nesterov", lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01))
train("Adam", lambda p: optim.Adam(p))
train("amsgrad", lambda p: optim.Adam(p, lr=0.01, betas=(0.8, 0.99), weight_decay=0.1, amsgrad=True))
train("AdamW", lambda p: optim.AdamW(p, lr=0.01))
train("RMSprop", lambda p: optim.RMSprop(p))
train("centered", lambda p: optim.RMSprop(p, lr=0.001, momentum=0.9, centered=True))
train("Adagrad", lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.01, initial_accumulator_value=0.1))
train("Adadelta", lambda p: optim.Adadelta(p, lr=0.5, rho=0.8))
train("Adamax", lambda p: optim.Adamax(p, lr=0.01))
train("NAdam", lambda p: optim.NAdam(p, lr=0.01))
