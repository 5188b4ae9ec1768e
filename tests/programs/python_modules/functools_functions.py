from functools import cached_property, cmp_to_key, lru_cache, partial, reduce, total_ordering, wraps

p = partial(pow, 2)
print(p(5), p.args, reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 9))
try: reduce(lambda a, b: a, [])
except TypeError as e: print(e)
def deco(f):
    @wraps(f)
    def inner(*a, **k):
        print("calling", f.__name__)
        return f(*a, **k)
    return inner
@deco
def hello(x, y=2):
    "doc"
    return x + y
print(hello(1, y=5), hello.__name__, hello.__doc__)
@lru_cache(maxsize=None)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(30), fib.cache_info())
class Net:
    @cached_property
    def size(self):
        print("counting")
        return 3
n = Net()
print(n.size, n.size)
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))
@total_ordering
class V:
    def __init__(self, x): self.x = x
    def __eq__(self, o): return self.x == o.x
    def __lt__(self, o): return self.x < o.x
print(V(1) <= V(1), V(2) > V(1), V(1) >= V(2))
def g(x, y): return x
try: g(1)
except TypeError as e: print(e)
