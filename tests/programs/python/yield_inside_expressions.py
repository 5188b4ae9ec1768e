import torch

def running():
    total = 0.0
    while True:
        total = total + (yield total)

g = running()
print(next(g), g.send(1.0), g.send(2.5))

def echo():
    print('got', (yield 1))
    print('sum', (yield 2) + (yield 3))
    x = [(yield 4), (yield 5)]
    return x

def outer():
    result = yield from echo()
    print('result', result)
    y = (yield 'a') or 'default'
    print(y, f'{(yield "b")}')
    if (yield 'c'):
        print('yes')
    while (yield 'd'):
        print('again')
    return len((yield 'e'))

g = outer()
print(next(g))
sent = iter(['one', 2, 3, 'four', 'five', None, 'text', True, 1, 0, 'abcd'])
try:
    while True:
        print('->', g.send(next(sent)))
except StopIteration as e:
    print('done', e.value)

def averager():
    n, mean = 0, torch.zeros(())
    while (value := (yield mean)) is not None:
        n += 1
        mean = mean + (value - mean) / n
    return mean

a = averager()
next(a)
w = torch.tensor([1.0, 2.0, 6.0], requires_grad=True)
for v in w:
    m = a.send(v)
print(m)
m.backward()
print(w.grad)
try:
    a.send(None)
except StopIteration as e:
    print(e.value)
def attr():
    obj = {}
    obj['k'] = yield
    obj['l'] = (yield) * 2
    assert (yield), 'no'
    return obj
h = attr()
next(h); h.send(1); h.send(2)
try:
    h.send(True)
except StopIteration as e:
    print(e.value)
