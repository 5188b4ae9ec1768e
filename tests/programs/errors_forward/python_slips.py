import torch
def f(x):
    total += x
    return total
total = 0
try:
    f(1)
except UnboundLocalError as e:
    print('UnboundLocalError')
try:
    torch.tensor(1.)(2)
except TypeError as e:
    print(e)
try:
    [1, 2].push(3)
except AttributeError as e:
    print(e)
try:
    len(torch.tensor(1.))
except TypeError as e:
    print(e)
for v in torch.tensor(3.):
    print(v)
