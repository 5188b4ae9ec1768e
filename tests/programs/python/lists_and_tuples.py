l = [3, 1, 2]
l.sort(); print(l); l.sort(reverse=True); print(l); l.sort(key=lambda v: -v); print(l); l.sort(key=str, reverse=True); print(l)
l.insert(0, 9); l.insert(-1, 8); l.insert(100, 7); l.extend(range(2)); l.append([1]); print(l, l.index(9), l.count(1), l.index(1, 3))
l.remove([1]); l.reverse(); print(l, l.pop(), l.pop(0), l.copy() == l, l[1:3], l[::-1], l[-2:], l[:100], l[5:1], l[slice(1, 3)])
l[1:3] = 'xyz'; print(l); l[::2] = [0] * len(l[::2]); print(l); l[:0] = [5]; print(l); del l[0], l[-1]; print(l); del l[1:3]; print(l)
del l[::2]; print(l); l.clear(); print(l, [1] + [2], [0] * 3, 3 * [1, 2], [[]] * 2, [None] * 0)
def holding_themselves():
    a = [1]; a.append(a); print(a, len(a), a[1] is a); t = (a,); print(t); d = {}; d['d'] = d; print(d)
holding_themselves()
print([1, 2] == [1, 2], [1] < [1, 0], (1, 2) + (3,), (1,) * 2, (1, 2).index(2), (1, 1).count(1), tuple('ab'), (), (1,), ((), ((),)), 'x' in ('x',))
m = [[1, 2], [3, 4]]; print([list(r) for r in zip(*m)], [x for r in m for x in r], [[y * 2 for y in r] for r in m], sum(m, []), m[1][0], max(m), [r[:] for r in m])
x = y = 0
(x, y), z = [1, 2], 3
print(x, y, z, [i for i in range(10) if i % 2 if i > 3], [(n := n2) for n2 in range(3)], n)
