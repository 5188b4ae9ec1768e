import torch
import torch.nn as nn

class Normalizer(nn.Module):
    def __init__(self, dim, momentum=0.5):
        super().__init__()
        self.register_buffer('mean', torch.zeros(dim))
        self.register_buffer('steps', torch.tensor(0), persistent=False)
        self.register_parameter('scale', nn.Parameter(torch.ones(dim)))
        self.register_parameter('shift', None)
        self.momentum = momentum

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.mean = (1 - self.momentum) * self.mean + self.momentum * x.mean(0)
                self.steps += 1
        return (x - self.mean) * self.scale

m = Normalizer(2)
x = torch.tensor([[1., 2.], [3., 6.]])
y = m(x)
y.pow(2).sum().backward()
print(m.mean, m.steps, m.scale.grad, m.shift)
m.eval()
m(x)
print(m.steps)
print(m.state_dict())
print([n for n, b in m.named_buffers()], [n for n, p in m.named_parameters()])
print(m.mean.requires_grad, len(list(m.buffers())))
m.double()
print(m.mean.dtype, m.scale.dtype, m.steps.dtype)
