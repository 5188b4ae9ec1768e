import torch
from torch import nn
lin = nn.Linear(2, 2, bias=False)
lin.weight.data = torch.eye(2)
def pre(module, inputs):
    print('inside', module.__class__.__name__, 'input', inputs)
    return (inputs[0] + 1,)
def pre2(module, inputs):
    print(len(inputs), inputs[0].shape)
h = lin.register_forward_pre_hook(pre)
h2 = lin.register_forward_pre_hook(pre2)
x = torch.tensor([[1., 2.]], requires_grad=True)
print(lin(x))
lin(x).sum().backward()
print(x.grad)
h.remove(); h2.remove()
print(lin(x))
