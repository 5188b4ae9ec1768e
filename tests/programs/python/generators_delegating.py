def g():
    yield from range(2)
    yield from 'ab'
    x = yield from h()
    yield x
def h():
    yield 'h'
    return 'ret'
print(list(g()))
def nested():
    for i in range(2):
        for j in range(2):
            if j == 1:
                break
            yield i, j
        else:
            yield 'never'
    while True:
        yield 'w'
        return
print(list(nested()))
def withargs(a, *b, c=1):
    yield a
    yield from b
    yield c
print(list(withargs(1, 2, 3, c=4)), tuple(withargs('x')), [*withargs(0)], max(withargs(1, 5)))
def cleanup():
    try:
        yield 1
        yield 2
    finally:
        print('cleaned')
for v in cleanup(): print(v)
def raising():
    yield 1
    raise ValueError('in gen')
try:
    for v in raising(): print(v)
except ValueError as e:
    print('caught', e)
def stop():
    yield next(iter([]))
try:
    list(stop())
except RuntimeError as e:
    print(e)
def chain(*its):
    for it in its: yield from it
print(list(chain([1], (2,), {3: 4})), list(map(lambda x: x + 1, chain([1], [2]))))
a, b = chain([1], [2])
print(a, b)
def rec(n):
    if n:
        yield n
        yield from rec(n - 1)
print(list(rec(5)))
g1 = chain([1, 2, 3])
print(2 in g1, list(g1))
print(type(g1).__name__, type(x for x in []).__name__)
