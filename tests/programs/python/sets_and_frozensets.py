s = {3, 1, 2}
print(len(s), 3 in s, sorted(s | {5}), sorted(s & {1, 9}), sorted(s - {1}), sorted(s ^ {1, 7}), s == {1, 2, 3}, s <= {1, 2, 3, 4}, s < {1, 2, 3}, s >= {1}, s > {1})
s.add(4); s.discard(1); s.discard(99); s.remove(2); s.update([7, 8], {9})
print(sorted(s), sorted(s.union([10], [11])), sorted(s.intersection([3, 4])), sorted(s.difference([3])), sorted(s.symmetric_difference([3])), s.issubset(range(20)), s.issuperset([3]), s.isdisjoint([1]))
s |= {1}; s &= {1, 3, 4}; s -= {4}; s ^= {100}
print(sorted(s), set(), frozenset(), frozenset([1]), {frozenset([1]): 2}[frozenset([1])], {(1, 2): 3}[1, 2], type(s), bool(set()), {1} == frozenset([1]))
print(set('aab') == {'a', 'b'}, {x % 2 for x in range(5)}, {*[1], *(2,)}, len({1, 1.0, True}))
s2 = s.copy(); s2.clear(); print(s2, sorted(s))
s.intersection_update([1]); s.difference_update([2]); s.symmetric_difference_update([5]); print(sorted(s))
