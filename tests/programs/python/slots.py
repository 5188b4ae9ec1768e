import torch


class Value:
    __slots__ = ('data', 'grad', '_prev')

    def __init__(self, data):
        self.data = data
        self.grad = 0.0


v = Value(torch.tensor(2.0))
v.grad += 1
print(v.data, v.grad)
try:
    v._prev
except AttributeError as e:
    print(e)
try:
    v.label = 'x'
except AttributeError as e:
    print(e)
print(Value.__slots__, hasattr(v, '__dict__'))
del v.grad
try:
    print(v.grad)
except AttributeError as e:
    print(e)


class Named(Value):
    def __init__(self, data, label):
        super().__init__(data)
        self.label = label


n = Named(1.0, 'n')
n.other = 3
print(n.label, n.other, n.__dict__)


class One:
    __slots__ = 'x'


o = One()
o.x = 5
print(o.x)
o.y = 2
