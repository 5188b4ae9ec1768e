def gen(n):
    print('start')
    for i in range(n):
        print('before', i)
        yield i
        print('after', i)
    return 'done'
for x in gen(3):
    print('got', x)
    if x == 1:
        break
def outer():
    r = yield from gen(2)
    print('r', r)
    yield 99
print(list(outer()))
g = gen(1)
print(next(g))
try:
    next(g)
except StopIteration as e:
    print('stop', e.value if hasattr(e, 'value') else e, e.args)
print(next(g, 'default'))
