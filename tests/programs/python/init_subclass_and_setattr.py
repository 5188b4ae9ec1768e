import torch
from torch import nn


class Registered:
    """Each subclass enters itself in a table."""

    table = {}

    def __init_subclass__(cls, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.table[name or cls.__name__.lower()] = cls


class ReLU(Registered):
    def __call__(self, x):
        return torch.relu(x)


class Leaky(Registered, name='leaky'):
    def __call__(self, x):
        return torch.nn.functional.leaky_relu(x, 0.1)


x = torch.tensor([-1.0, 2.0], requires_grad=True)
for name, cls in Registered.table.items():
    print(name, cls.__name__, cls()(x))
try:
    class Wrong(nn.Module, width=3):
        pass
except TypeError as e:
    print(e)


class Logged:
    def __init__(self):
        object.__setattr__(self, 'log', [])
        self.lr = 0.1

    def __setattr__(self, name, value):
        self.log.append(name)
        super().__setattr__(name, value)

    def __getattr__(self, name):
        if name.startswith('get_'):
            return lambda: getattr(self, name[4:])
        raise AttributeError(f'no {name} here')


c = Logged()
c.lr = 0.01
c.epochs = 3
print(c.log, c.get_lr(), vars(c))
try:
    c.nothing
except AttributeError as e:
    print(e)


class Doc:
    """What it is for."""

    def f(self):
        """What f does."""


print(Doc.__doc__, '|', Doc.f.__doc__, '|', Doc().f.__doc__, '|', Doc().__doc__, Doc.__module__, Doc.f.__qualname__, Doc().__class__.__name__)
from typing import Generic, TypeVar
T = TypeVar('T')


class Box(Generic[T]):
    def __init__(self, value: T):
        self.value = value


print(Box[int](3).value, Box(x).value)
