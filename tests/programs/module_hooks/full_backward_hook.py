import torch
import torch.nn as nn

def printgradnorm(self, grad_input, grad_output):
    print('Inside ' + self.__class__.__name__ + ' backward')
    print('grad_input', [None if g is None else g.shape for g in grad_input])
    print('grad_output', [g.shape for g in grad_output])
    print('grad_output norm: %.4f' % grad_output[0].norm())

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
for m in net:
    m.register_full_backward_hook(printgradnorm)
x = torch.randn(2, 3)
net(x).sum().backward()
x.requires_grad_()
net(x).sum().backward()
print(x.grad)

scale = nn.Linear(1, 1)
scale.register_full_backward_hook(lambda m, gi, go: tuple(g * 10 for g in gi))
y = torch.ones(1, 1, requires_grad=True)
scale(y).backward()
print(y.grad / scale.weight)
