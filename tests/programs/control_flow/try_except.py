import torch
x = torch.ones(2, requires_grad=True)
try:
    x.add_(1)
except RuntimeError as e:
    print('RuntimeError:', e)
try:
    x[5]
except IndexError as e:
    print('IndexError:', e)
try:
    torch.ones(2) + 'a'
except TypeError:
    print('TypeError')
else:
    print('not reached')
finally:
    print('done')
