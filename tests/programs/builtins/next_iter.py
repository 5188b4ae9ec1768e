import torch
it = iter([torch.tensor(1.), torch.tensor(2.)])
print(next(it))
print(next(it))
print(next(it, 'no more'))
print(next(x for x in [1, 5, 8] if x > 3))
