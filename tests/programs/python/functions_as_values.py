def deco(f):
    def wrapped(*args, **kwargs):
        print('call', f.__name__, args, kwargs)
        return f(*args, **kwargs)
    wrapped.original = f
    return wrapped
def repeat(n):
    def d(f):
        def g(*a):
            return [f(*a) for _ in range(n)]
        return g
    return d
@deco
def add(a, b=2):
    """Adds."""
    return a + b
@repeat(2)
@deco
def one(): return 1
print(add(1), add(1, b=5), one(), add.original(3), add.__name__, add.original.__doc__)
ops = {'add': lambda a, b: a + b, 'max': max}
print(ops['add'](1, 2), ops['max'](3, 4), (lambda: (lambda x: x * 2))()(4), [f(2) for f in [abs, float, str]])
def fact(n): return 1 if n < 2 else n * fact(n - 1)
def even(n): return n == 0 or odd(n - 1)
def odd(n): return n != 0 and even(n - 1)
print(fact(20), fact(30), even(50))
def f(): pass
print(f(), f.__qualname__)
def outer():
    def inner(): pass
    return inner
print(outer().__qualname__, (lambda: 0).__name__, max.__name__, int.__name__, type(f).__name__, type(max).__name__)
def f(x): return 'first'
def f(x): return 'second'
print(f(0))
if True:
    def g(): return 'then'
else:
    def g(): return 'else'
print(g())
def h(x: int, y = 3): return x + y
z = h(1)
w: int
print(z)
try: print(w)
except NameError as e: print(e)
def local():
    import math
    from math import sqrt as r
    return math.floor(r(17))
print(local())
print(__name__)
if __name__ == '__main__': print('main')
x = 5; y = 6; print(x, y)
total = 1 + \
    2
print(total)
ﬁne = 1
print(fine, ﬁne)
größe = 2
print(größe)
def kw(**options): return sorted(options.items())
print(kw(b=1, a=2), kw(**{'z': 0}, y=1))
def va(*xs): return xs
print(va(), va(*[1, 2], 3, *'ab'), va(*range(2)))
print(*[1, 2], sep='-', end='!\n'); print(); print('a', 'b', sep=''); print(1, None, True, 2.5, [1], flush=True); print(end=''); print(*'abc', sep=', ')
