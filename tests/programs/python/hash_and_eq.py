class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __repr__(self):
        return f'Point({self.x}, {self.y})'


d = {Point(1, 2): 'a', Point(3, 4): 'b'}
print(d[Point(1, 2)], Point(3, 4) in d, Point(5, 6) in d)
d[Point(1, 2)] = 'c'
print(d, len(d))
s = {Point(1, 2), Point(1, 2), Point(0, 0)}
print(len(s), Point(0, 0) in s)
del d[Point(1, 2)]
print(d, d.get(Point(1, 2), 'none'), list({Point(1, 1): 0}.keys()))
print(Point(1, 2) in [Point(1, 2)], [Point(1, 2), Point(3, 4)].index(Point(3, 4)))
cache = {}
def f(p):
    if p not in cache:
        print('computed')
        cache[p] = p.x + p.y
    return cache[p]
print(f(Point(1, 1)), f(Point(1, 1)))
class OnlyEq:
    def __eq__(self, other):
        return True
try:
    {OnlyEq(): 1}
except TypeError as e:
    print(e)
try:
    hash([1])
except TypeError as e:
    print(e)
print(hash(Point(1, 2)) == hash((1, 2)), hash('a') == hash('a'), hash(1) == hash(1.0))
class Plain:
    pass
p, q = Plain(), Plain()
print({p: 1, q: 2}[q], p == q, p == p, p != q)
import torch
t = torch.ones(1)
print({t: 'tensor'}[t], t in {t: 1}, hash(t) == id(t))
{[1]: 2}
