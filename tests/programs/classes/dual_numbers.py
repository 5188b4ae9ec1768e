# forward mode AD by dual numbers, compared with reverse mode
import torch

class Dual:
    def __init__(self, a, b=0.0):
        self.a = a
        self.b = b
    def __add__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.a + o.a, self.b + o.b)
    def __radd__(self, o):
        return self + o
    def __sub__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.a - o.a, self.b - o.b)
    def __mul__(self, o):
        o = o if isinstance(o, Dual) else Dual(o)
        return Dual(self.a * o.a, self.a * o.b + self.b * o.a)
    def __rmul__(self, o):
        return self * o
    def __pow__(self, n):
        return Dual(self.a ** n, n * self.a ** (n - 1) * self.b)
    def __lt__(self, o):
        return self.a < (o.a if isinstance(o, Dual) else o)
    def __repr__(self):
        return f"{self.a} + {self.b}ε"

def f(x):
    if x < 0:
        return x * 0
    return 3 * x ** 2 + 2 * x

print(f(Dual(4.0, 1.0)))
print(f(Dual(-4.0, 1.0)))
x = torch.tensor(4.0, requires_grad=True)
f(x).backward()
print(x.grad)
