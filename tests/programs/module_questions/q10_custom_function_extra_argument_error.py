import torch
import torch.nn as nn

class LeakyFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, slope, inplace):
        ctx.save_for_backward(x)
        ctx.slope = slope
        return torch.where(x > 0, x, slope * x)

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        return torch.where(x > 0, grad_output, ctx.slope * grad_output), None

class Leaky(nn.Module):
    def __init__(self, slope=0.1):
        super().__init__()
        self.slope = slope
    def forward(self, x):
        return LeakyFunction.apply(x, self.slope, False)

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), Leaky())
out = net(torch.tensor([[1., -1.]]))
print(out)
out.sum().backward()
