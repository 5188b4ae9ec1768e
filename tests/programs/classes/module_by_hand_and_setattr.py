# how nn.Module finds your parameters (roughly)
import torch

class MyParam:
    def __init__(self, data):
        self.data = data.requires_grad_()

class MyModule:
    def __init__(self):
        self.__dict__['_params'] = {}
        self.__dict__['_children'] = {}

    def __setattr__(self, name, value):
        if isinstance(value, MyParam):
            self._params[name] = value
        elif isinstance(value, MyModule):
            self._children[name] = value
        else:
            self.__dict__[name] = value

    def __getattr__(self, name):
        if name in self._params:
            return self._params[name].data
        if name in self._children:
            return self._children[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def named_parameters(self, prefix=''):
        for k, p in self._params.items():
            yield prefix + k, p.data
        for k, m in self._children.items():
            yield from m.named_parameters(prefix + k + '.')

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

class Lin(MyModule):
    def __init__(self, i, o):
        super().__init__()
        self.w = MyParam(torch.full((i, o), 0.5))
        self.b = MyParam(torch.zeros(o))
    def forward(self, x):
        return x @ self.w + self.b

class Net(MyModule):
    def __init__(self):
        super().__init__()
        self.l1 = Lin(2, 3)
        self.l2 = Lin(3, 1)
        self.scale = 2.0
    def forward(self, x, relu=True):
        h = self.l1(x)
        return self.scale * self.l2(h.relu() if relu else h)

net = Net()
print([n for n, _ in net.named_parameters()])
net(torch.tensor([[1., -3.], [1., 2.]])).sum().backward()
for n, p in net.named_parameters():
    print(n, p.grad.tolist())
try:
    net.l3
except AttributeError as e:
    print(e)
