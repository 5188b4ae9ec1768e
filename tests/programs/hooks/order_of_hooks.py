import torch
x = torch.tensor(1., requires_grad=True)
y = x * 3
def first(g):
    print('first', g)
    return g + 1
def second(g):
    print('second', g)
    return g * 10
y.register_hook(first)
y.register_hook(second)
y.backward()
print(x.grad)
