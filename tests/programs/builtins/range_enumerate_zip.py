import torch
xs = torch.tensor([1., 2., 3.])
for i, x in enumerate(xs):
    print(i, x)
for i, (a, b) in enumerate(zip([1, 2], 'ab'), start=1):
    print(i, a, b)
print(list(range(5)), list(range(2, 8, 3)), range(3))
print(list(zip(range(3), 'xyz')))
print(list(reversed([1, 2, 3])), sorted([3, 1, 2], reverse=True))
