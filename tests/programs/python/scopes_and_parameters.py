def counter():
    n = 0
    def inc(by=1):
        nonlocal n
        n += by
        return n
    return inc
c = counter()
print(c(), c(5), c())
total = 0
def add(x):
    global total, created
    total += x
    created = 'yes'
add(3); add(4)
print(total, created)
def f(a, /, b, *args, c=3, d, **kw):
    print(a, b, args, c, d, kw)
f(1, 2, 3, 4, d=5, e=6)
f(1, b=2, d=0)
def g(x, acc=[]):
    acc.append(x)
    return acc
print(g(1), g(2))
print((lambda a, b=2, *c, **d: (a, b, c, d))(1, 5, 6, z=3))
fs = [lambda i=i: i for i in range(3)]
print([f() for f in fs], [f() for f in [lambda: i for i in range(3)]])
