import torch
x = torch.zeros(4, 2)
print(len(x), len([1, 2]), len('hello'), len({'a': 1}), len(x.shape))
print(any([False, True]), all([True, 0]), any(v > 3 for v in [1, 2]))
print(list(map(lambda v: v * 2, [1, 2])), list(filter(lambda v: v % 2, range(5))))
print(list(map(float, ['1', '2.5'])), tuple([1, 2]), set([3, 3]))
