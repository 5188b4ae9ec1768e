d = {'a': 1, 'b': 2}
print(d.keys(), d.values(), d.items(), len(d.keys()), 'a' in d.keys(), 2 in d.values(), ('a', 1) in d.items())
k = d.keys()
d['c'] = 3
print(k, list(k), sorted(d.values()), dict(d.items()), {v: k for k, v in d.items()})
print(d.get('x'), d.get('x', 5), d.setdefault('a', 9), d.setdefault('z', []), d.pop('z'), d.pop('q', None), d.popitem(), d)
print(d | {'b': 5, 'e': 6}, {**d, 'y': 0}, dict(d, z=1), dict(zip('ab', [1, 2])), dict.fromkeys('ab'), dict.fromkeys([1, 2], 0))
d |= {'n': 1}
d.update([('m', 2)], o=3)
print(d, d == dict(d), d != {}, d.copy() is d, list(d), [*d], {*d} == set(d))
for i, (k, v) in enumerate(d.items()):
    print(i, k, v)
d.clear()
print(d, not d, bool({1: 2}), d.keys(), reversed({1: 2}) is None)
print(list(reversed({1: 2, 3: 4})), list(reversed({1: 2, 3: 4}.items())), {1: {2: {3: [4, (5,)]}}}, {True: 'x', 1: 'y'}, {1.0: 2})
print({1: 2}.keys() & {1, 3}, {1: 2}.keys() == {1}, type({}.keys()).__name__, type({}.items()))
