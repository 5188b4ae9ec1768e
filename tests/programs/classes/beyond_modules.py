import torch
from torch import nn


class Options:
    lr = 0.05
    steps = 3
    name = 'default'

    def __init__(self, **kwargs):
        self.__dict__.update(kwargs)

    def __repr__(self):
        return self.__class__.__name__ + str(self.__dict__)


class Scaler:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, x):
        return x * self.scale


class Shifted(Scaler):
    def __init__(self, scale, shift):
        Scaler.__init__(self, scale)
        self.shift = shift

    def __call__(self, x):
        return super().__call__(x) + self.shift


layers = {'scale': Scaler, 'shift': Shifted}
activations = nn.ModuleDict({'lrelu': nn.LeakyReLU(), 'tanh': nn.Tanh()})


class Net(nn.Module):
    def __init__(self, init=torch.zeros, act=torch.tanh, **kw):
        super().__init__()
        self.w = nn.Parameter(init(3) + 0.5)
        self.frozen = nn.Parameter(torch.ones(3))
        self.act = act
        self.square = lambda t: t ** 2
        self.acts = activations
        self.kw = kw

    def parameters(self):
        return [self.w]

    def forward(self, x):
        return self.acts.tanh(self.square(self.act(self.w * x))) + self.acts['lrelu'](self.frozen)


opt = Options(lr=0.1, batch=4)
print(opt, opt.steps, Options.lr, opt.lr)
net = Net(act=torch.sigmoid, depth=2)
print(len(net.parameters()), [n for n, _ in net.named_parameters()], net.kw)
optimizer = torch.optim.SGD(net.parameters(), lr=opt.lr)
x = torch.arange(3.0)
x.g = 'a note'
for step in range(opt.steps):
    optimizer.zero_grad()
    loss = layers['shift'](2.0, 1.0)(net(x)).sum()
    loss.backward()
    optimizer.step()
    print(f'{step} {loss:.4f} {loss.item():+.2f}')
print(net.w, net.frozen.grad, x.g, layers['scale'](3)(x))
print(net)
