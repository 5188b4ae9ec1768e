import torch
x = torch.tensor(1., requires_grad=True)
y = x            # no copy, another name
(2 * x).backward()
print(y.grad)
print(x is y)
x = x + 1        # now x is a new tensor
print(x is y, x.is_leaf, y.is_leaf)
