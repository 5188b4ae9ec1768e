import torch
from torch.autograd import Function

class NoStatic(Function):
    def forward(self, x):
        return x * 2
    def backward(self, g):
        return g * 2

class NoBackward(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

class NotATensor(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return 2.0

class TooMany(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
    @staticmethod
    def backward(ctx, g):
        return g * 2, g

class TooManyNone(TooMany):
    @staticmethod
    def backward(ctx, g):
        return g * 2, None, None

x = torch.ones(2, requires_grad=True)
for f in (NoStatic, NoBackward, NotATensor, TooMany, TooManyNone):
    try:
        f.apply(x).sum().backward()
        print(f.__name__, 'ran', x.grad)
    except (RuntimeError, TypeError, NotImplementedError) as e:
        print(f.__name__, type(e).__name__, str(e))
try:
    NotATensor()(x)
except RuntimeError as e:
    print(e)
