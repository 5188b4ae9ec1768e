import torch
from torch import nn


class Store:
    """A dict of tensors that can be deleted from."""

    def __init__(self, **items):
        self.items = dict(items)

    def __getitem__(self, key):
        return self.items[key]

    def __setitem__(self, key, value):
        print('set', key)
        self.items[key] = value

    def __delitem__(self, key):
        print('del', key)
        del self.items[key]

    def __contains__(self, key):
        return key in self.items

    def __len__(self):
        return len(self.items)

    def __delattr__(self, name):
        print('delattr', name)
        object.__delattr__(self, name)


s = Store(a=torch.tensor(1.0), b=torch.tensor(2.0))
s['c'] = s['a'] + s['b']
del s['a']
print('a' in s, len(s), s['c'])
try:
    del s['a']
except KeyError as e:
    print('KeyError', e)
s.extra = 1
del s.extra
delattr(s, 'items')
print(hasattr(s, 'items'))


class A:
    def who(self):
        return 'A'


class B(A):
    def who(self):
        return 'B' + super().who()


class C(A):
    def who(self):
        return 'C' + super().who()


class D(B, C):
    pass


print(D().who(), [c.__name__ for c in D.__mro__], D.mro() == list(D.__mro__))
print(D.__bases__, D.__base__.__name__, A.__bases__, D.__name__, D.__qualname__)
print([c.__name__ for c in nn.Linear.__mro__][:2], nn.Module.__name__)


class Net(nn.Module):
    pass


print([c.__name__ for c in Net.__mro__], Net.__bases__)
l = [1, 2, 3, 4, 5]
del l[1:3]
print(l)
del l[0], l[-1]
print(l)
class NoDel:
    pass
del NoDel()[0]
