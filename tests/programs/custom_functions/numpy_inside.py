import numpy as np
import torch
from torch.autograd import Function

def to_numpy(x):
    return x.detach().cpu().numpy()

class NumpySin(Function):
    @staticmethod
    def forward(ctx, x):
        x_np = to_numpy(x)
        ctx.c = np.cos(x_np)
        return torch.tensor(np.sin(x_np), dtype=x.dtype)
    @staticmethod
    def backward(ctx, g):
        return g * torch.from_numpy(ctx.c)

x = torch.tensor([0., np.pi / 3], requires_grad=True)
y = NumpySin.apply(x)
print(y)
(y * torch.tensor([1., 2.])).sum().backward()
print(x.grad)
