import torch
xs = [1, 2, 3]
try:
    print(xs[3])
except IndexError as e:
    print(e)
try:
    {'a': 1}['b']
except KeyError as e:
    print('key', e)
try:
    a, b = xs
except ValueError as e:
    print(e)
try:
    int('four')
except ValueError as e:
    print(e)
1 / 0
