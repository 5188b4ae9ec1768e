import torch
import math
x = torch.tensor(2.0, requires_grad=True)
y = x * 2
print('%.4f' % y)         # converts: warns
print(float(y))           # once a program
print('{:.5f}'.format(y), f'{y:.2f}', int(y), bool(y))
print(math.sqrt(y.item()))
