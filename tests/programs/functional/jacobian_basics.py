import torch
from torch.autograd.functional import jacobian

def exp_reducer(x):
    return x.exp().sum(dim=1)

inputs = torch.tensor([[0., 1.], [2., 3.]])
print(jacobian(exp_reducer, inputs))
print(jacobian(exp_reducer, inputs, create_graph=True))

def exp_adder(x, y):
    return 2 * x.exp() + 3 * y

a, b = torch.tensor([0.5, 0.2]), torch.tensor([1., 2.])
print(jacobian(exp_adder, (a, b)))
J = jacobian(lambda x: torch.stack([x[0] * x[1], x.sum(), x[0].sin()]), torch.tensor([1., 2.]))
print(J, J.shape)
print(jacobian(lambda x: (x ** 2, x.sum()), torch.tensor([1., 2.])))
print(jacobian(exp_reducer, inputs, vectorize=True))
