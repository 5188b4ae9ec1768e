from abc import ABC, abstractmethod
import abc
import torch
from torch import nn


class Loss(ABC):
    @abstractmethod
    def __call__(self, pred, target):
        """the loss"""

    @property
    @abstractmethod
    def name(self):
        ...

    def describe(self):
        return 'loss: ' + self.name


class MSE(Loss):
    name = 'mse'

    def __call__(self, pred, target):
        return ((pred - target) ** 2).mean()


class Unfinished(Loss):
    def __call__(self, pred, target):
        return pred


x = torch.tensor([1.0, 2.0], requires_grad=True)
loss = MSE()
print(loss.describe(), loss(x, torch.zeros(2)))
try:
    Loss()
except TypeError as e:
    print(e)
try:
    Unfinished()
except TypeError as e:
    print(e)


class Layer(nn.Module, ABC):
    @abstractmethod
    def forward(self, x):
        pass


class Double(Layer):
    def forward(self, x):
        return 2 * x


print(Double()(x), isinstance(Double(), ABC), issubclass(MSE, Loss))


class Base(metaclass=abc.ABCMeta):
    @abc.abstractmethod
    def f(self):
        return 1


class Derived(Base):
    def f(self):
        return super().f() + 1


print(Derived().f())
try:
    Layer()
except TypeError as e:
    print(e)
Base()
