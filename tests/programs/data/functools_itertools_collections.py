from __future__ import annotations
import functools
import itertools
import string
from collections import Counter, defaultdict, namedtuple, deque, OrderedDict
from functools import partial, reduce
from typing import Callable, Dict, List, NamedTuple, Sequence, Union

import torch

Tensor = torch.Tensor
Point = namedtuple('Point', ['x', 'y'])
class Step(NamedTuple):
    loss: float
    grad: list[float]
    lr: float = 0.1

def compose(*fs: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    return reduce(lambda f, g: lambda x: g(f(x)), fs)

f = compose(torch.sin, partial(torch.mul, other=2), torch.exp)
x = torch.tensor(0.5, requires_grad=True)
f(x).backward()
print(x.grad)
p = Point(torch.tensor(1., requires_grad=True), y=2.)
(p.x * p.y).backward()
print(p.x.grad, p._asdict()['y'], p.y + 1, Point._fields)
print(Step(0.5, x.grad.tolist()), Step(1, [1], lr=3).lr)
hist: Dict[str, List[float]] = defaultdict(list)
for lr, m in itertools.product([0.1, 0.01], ['sgd', 'adam']):
    hist[m].append(lr)
print(dict(hist), len(hist))
print(list(itertools.accumulate([1, 2, 3])), list(itertools.chain([1], (2, 3))), list(itertools.islice(itertools.count(5), 3)))
print(list(zip(string.ascii_lowercase, range(3))), Counter('hello').most_common(2))
buf = deque(maxlen=2)
for i in range(4): buf.append(i)
print(buf, list(itertools.combinations('abc', 2)), list(itertools.zip_longest([1, 2], [3])))
@functools.lru_cache(maxsize=None)
def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(30), functools.reduce(torch.matmul, [torch.eye(2)] * 3))
for a, b in itertools.pairwise([1, 2, 3]):
    print(a, b, end='; ')
print(next(itertools.cycle('xy')))
