import torch

def show(fn, depth=0):
    if fn is None:
        return
    print('  ' * depth + type(fn).__name__)
    for parent, _ in fn.next_functions:
        show(parent, depth + 1)

a = torch.tensor(2., requires_grad=True)
b = torch.tensor(3.)
c = torch.exp(a * b) - a ** 2
show(c.grad_fn)
