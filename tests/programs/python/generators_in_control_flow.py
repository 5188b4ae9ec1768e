def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
for k in fib():
    if k > 50: break
    print(k, end=' ')
print()
print([v for v, _ in zip(fib(), range(5))])
def evens(xs):
    for x in xs:
        if x % 2:
            continue
        elif x > 10:
            return
        yield x
    else:
        yield 'else'
print(list(evens(range(6))), list(evens([2, 12, 4])))
def tr():
    try:
        yield 1
        raise ValueError('x')
    except ValueError as e:
        yield str(e)
    else:
        yield 'no'
    finally:
        print('fin')
        yield 'f'
print(list(tr()))
def empty():
    return
    yield
print(list(empty()))
def inner():
    x = yield 5
    print(x)
    y = yield
    print(y)
print(list(inner()))
print(sum(x * x for x in range(10) if x % 2), max((a, b) for a in range(3) for b in 'xy'))
