import copy
x = [1, [2, 3], {"a": (4, [5])}]
y = copy.deepcopy(x)
z = copy.copy(x)
x[1].append(4)
print(y, z, x is z, x[1] is z[1])
t = (1, 2)
print(copy.deepcopy(t) is t, copy.copy(t) is t)
s = {1, 2}
print(copy.copy(s), copy.deepcopy(s) is s)
class P:
    def __init__(self, v):
        self.v = v
        self.me = self
p = P([1])
q = copy.deepcopy(p)
print(q.v, q.v is p.v, q.me is q)
r = copy.copy(p)
print(r.v is p.v)
l = []
l.append(l)
m = copy.deepcopy(l)
print(m[0] is m)
del l, m
class C:
    def __init__(self): self.n = 0
    def __deepcopy__(self, memo):
        c = C(); c.n = self.n + 1
        return c
    def __copy__(self):
        return "copied"
print(copy.deepcopy(C()).n, copy.copy(C()), copy.deepcopy([C()])[0].n)
from copy import deepcopy, copy as cp
from collections import OrderedDict, defaultdict, Counter, deque
o = OrderedDict(a=[1]); print(deepcopy(o), cp(o))
d = defaultdict(list, a=[1]); dd = deepcopy(d); dd["b"].append(2); print(dd, d)
print(deepcopy(Counter("aab")), deepcopy(deque([1, 2])))
f = lambda x: x + 0
print(deepcopy(f) is f, deepcopy(None), deepcopy("s"), deepcopy(P) is P)
from dataclasses import dataclass
@dataclass
class D:
    a: int
    b: list
u = D(1, [2]); w = deepcopy(u); w.b.append(3); print(u, w)
import numpy as np
n = np.ones(2); nn = deepcopy(n); nn[0] = 3; print(n, nn, cp(n))
k = [1, 2]
two = deepcopy([k, k]); print(two[0] is two[1])
