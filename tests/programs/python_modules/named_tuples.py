from collections import namedtuple
from typing import NamedTuple
import torch

Point = namedtuple("Point", ["x", "y"])
pt = Point(1, y=2)
x, y = pt
print(pt, pt.x, pt[1], x + y, pt._asdict(), pt._replace(x=5), Point._fields, pt == (1, 2), Point._make([3, 4]), isinstance(pt, tuple), isinstance(pt, Point), type(pt).__name__)
P2 = namedtuple("P2", "a b c", defaults=[9])
print(P2(1, 2), max(P2(1, 2)), len(pt), hash(pt) == hash((1, 2)))
try: Point(1)
except TypeError as e: print(e)
try: pt.x = 3
except AttributeError as e: print(e)
class Step(NamedTuple):
    loss: float
    lr: float = 0.1
    def half(self): return self.loss / 2
s = Step(3.0); print(s, s.half(), s.lr)
class Vec(namedtuple("Base", "x y")):
    @property
    def norm(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def scaled(self, k): return self._replace(x=self.x * k)
v = Vec(torch.tensor(3., requires_grad=True), torch.tensor(4.))
v.norm.backward()
print(v.norm, v.x.grad, v.scaled(2).x)
for name, item in zip(v._fields, v): print(name, item.requires_grad)
