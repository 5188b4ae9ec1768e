import torch as t
import torch.nn.functional as nn
from torch import tensor, sin
import math

def abs(x):
    return t.where(x >= 0, x, -x)

def cos(x):
    return sin(x + math.pi / 2)

input = tensor([1.0, -2.0, 3.0], requires_grad=True)
sum = abs(input).sum()
grad = t.autograd.grad(sum, input)[0]
print(sum, grad)
loss = nn.relu(cos(input)).mean()
loss.backward()
print(input.grad)
for sin in range(2):
    print('sin is now', sin)
try:
    sin(input)
except TypeError as e:
    print(e)
max = input.max()
min, len, list, type, id, iter = input.min(), 3, [1], 'float', 7, 2
print(max, min, len, list, type, id, iter)
def model(input, hidden=None, dir='x', range=1):
    return input * range
print(model(input, range=2))
lambda_ = 0.1
print(lambda_ * input)
