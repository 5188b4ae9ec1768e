import itertools

print(list(itertools.product("ab", [1, 2])), list(itertools.permutations([1, 2, 3], 2)), list(itertools.combinations(range(4), 2)))
print(list(itertools.zip_longest([1, 2, 3], "a", fillvalue="-")), list(itertools.chain.from_iterable([[1], [2, 3]])))
print(list(itertools.takewhile(lambda x: x < 3, itertools.count())), list(itertools.accumulate([1, 2, 3], lambda a, b: a * b)), list(itertools.islice(itertools.cycle("abc"), 1, 8, 2)))
print([(k, list(g)) for k, g in itertools.groupby("aabbbc")], list(itertools.starmap(pow, [(2, 3), (3, 2)])), list(itertools.pairwise("abcd")), list(itertools.repeat(7, 2)))
print(list(itertools.dropwhile(lambda x: x < 2, [1, 2, 1])), list(itertools.compress("abc", [1, 0, 1])), list(itertools.filterfalse(None, [0, 1, 2])), list(itertools.combinations_with_replacement("ab", 2)))
print(list(itertools.product([0, 1], repeat=2)), list(itertools.permutations([])), list(itertools.product()), list(itertools.combinations([1], 0)))
a, b = itertools.tee([1, 2, 3]); print(list(a), list(b))
print([list(b) for b in zip(*[iter(range(6))] * 2)])
it = itertools.count(2, 3)
print(next(it), next(it))
