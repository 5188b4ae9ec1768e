import torch
from torch import nn, optim


def train(make):
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
    print(opt)
    print(f"{loss.item():.5f}")
    print(list(opt.state_dict()["state"][0]))


train(lambda p: optim.RAdam(p))
train(lambda p: optim.RAdam(p, lr=0.01, weight_decay=0.1, decoupled_weight_decay=True))
train(lambda p: optim.ASGD(p))
train(lambda p: optim.ASGD(p, lr=0.1, t0=20, weight_decay=0.01))
train(lambda p: optim.Rprop(p, lr=1e-4, etas=(0.4, 1.1), step_sizes=(1e-6, 1e-3)))
