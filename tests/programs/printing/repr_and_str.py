import torch
x = torch.tensor([1., -1.])
print(repr(x))
print(str(x))
print('x is ' + str(x))
print(repr('text'), str('text'))
print(repr(torch.float32), str(x.shape), repr(3.0))
s = f'{x}'
print(len(s), s)
