i = 0
while i < 5:
    i += 1
    if i == 2: continue
    if i == 4: break
    print(i)
else:
    print('no')
while i: i -= 1
else: print('done', i)
for i in range(3): pass
else: print('for else', i)
for i in []: pass
else: print('empty', i)
for a, (b, c) in [(1, (2, 3)), (4, (5, 6))]: print(a, b, c)
for x, *y in [(1, 2, 3), 'abc']: print(x, y)
d = {}
for d['k'] in range(3): pass
print(d)
l = [0, 0]
for l[1] in 'ab': print(l)
for i in range(2):
    for j in range(2):
        if j: break
        print(i, j)
    else:
        print('inner else')
n = 10
while True:
    n -= 3
    if n < 0: break
print(n)
if (m := len('abc')) > 2: print(m)
while (m := m - 1): print('m', m)
print([y := 5, y ** 2], (lambda: (q := 3) + q)())
lst = [1, 2, 3]
for v in lst:
    if v < 3: lst.append(v + 10)
    if len(lst) > 6: break
print(lst)
it = iter(lst)
for v in it:
    print(v, next(it, None))
gen = (i * i for i in range(3))
print(next(gen), list(gen), list(gen), sum(gen))
e = enumerate('ab'); print(next(e), next(e), next(e, 'end'))
z = zip([1, 2], [3]); print(list(z), list(z))
m = map(str, [1, 2]); print(next(m), *m)
print(list(iter(lambda it=iter([1, 2, 0]): next(it), 0)))
print(list(zip(*[iter(range(6))] * 2)))
print([*zip()], dict(enumerate('ab')), list(zip('ab', range(9))), max(enumerate([3, 9, 2]), key=lambda p: p[1]))
