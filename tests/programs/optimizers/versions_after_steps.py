import torch
from torch import nn

torch.manual_seed(0)
print(torch.optim.SGD([torch.zeros(1, requires_grad=True)]))
for make in (lambda ps: torch.optim.SGD(ps, lr=0.1), lambda ps: torch.optim.Adam(ps, lr=0.1), lambda ps: torch.optim.AdamW(ps), lambda ps: torch.optim.RMSprop(ps)):
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    print([p._version for p in net.parameters()])
    opt = make(net.parameters())
    x = torch.randn(4, 2)
    first = net(x).mean()
    second = net(x).pow(2).mean()
    first.backward(retain_graph=True)
    opt.step()
    print([p._version for p in net.parameters()])
    try:
        second.backward()
    except RuntimeError as e:
        print(e)
    p = torch.ones(2, requires_grad=True)
    y = (p * p).sum()
    o = make([p])
    y.backward(retain_graph=True)
    o.step()
    o.step()
    print(p._version)
    try:
        y.backward()
    except RuntimeError as e:
        print(e)
