import torch
# a part of a dimension, and what is none
x = torch.ones(3, requires_grad=True)
def part(t, dim, start, length):
    try:
        print(t.narrow(dim, start, length))
    except (IndexError, RuntimeError) as error:
        print(type(error).__name__, error)
part(x, 0, 1, 2)
part(x, 0, -2, 1)
part(x, 0, 3, 0)
part(x, 0, 1, 9)
part(x, 0, 4, 0)
part(x, 0, 0, -1)
part(x, 2, 0, 1)
part(x.sum(), 0, 0, 1)
