import torch
class Model:
    def __init__(self, n_in, n_out, bias=True):
        self.w = torch.zeros(n_in, n_out)
    def __call__(self, x):
        return x @ self.w

try:
    m = Model(3)
except TypeError as e:
    print(e)
try:
    m = Model(3, 2, 1, 1)
except TypeError as e:
    print(e)
try:
    m = Model(3, 2, bas=False)
except TypeError as e:
    print(e)
m = Model(3, 2)
print(m(torch.ones(1, 3)))
m(torch.ones(1, 3), torch.ones(1))
