import torch
import math
print(type(torch.tensor(1.)))
print(type(1), type(1.5), type('s'), type([]), type(()), type({}), type(None), type(True))
print(torch.tensor(1.).__class__.__name__)
x = torch.tensor(1., requires_grad=True)
print(x.grad_fn)
print(type(x.grad))
y = x + 1
print(y.grad_fn.__class__.__name__, y.grad_fn.name())
print(math.pi, torch.pi, math.e)
print(...)
