import torch

use_bias = True
verbose = False

if use_bias:
    def model(x, w, b):
        return x * w + b
else:
    def model(x, w, b):
        return x * w

w = torch.tensor(2., requires_grad=True)
b = torch.tensor(1., requires_grad=True)
out = model(torch.tensor(3.), w, b)
out.backward()
if verbose: print('verbose')
print(b.grad is not None)
