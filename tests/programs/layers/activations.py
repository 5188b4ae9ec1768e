import torch
import torch.nn as nn

x = torch.tensor([-3., -1., -0.5, 0., 0.5, 1., 3.], requires_grad=True)
activations = [
    nn.ReLU(), nn.LeakyReLU(), nn.LeakyReLU(negative_slope=0.2), nn.ELU(), nn.SELU(), nn.CELU(alpha=2.0), nn.GELU(),
    nn.GELU(approximate='tanh'), nn.SiLU(), nn.Mish(), nn.Sigmoid(), nn.Tanh(), nn.Softplus(), nn.Softplus(beta=2),
    nn.Softsign(), nn.LogSigmoid(), nn.Tanhshrink(), nn.Hardtanh(), nn.ReLU6(), nn.Hardsigmoid(), nn.Hardswish(),
    nn.Softshrink(), nn.Hardshrink(), nn.Threshold(0.1, 20),
]
for act in activations:
    x.grad = None
    y = act(x)
    y.sum().backward()
    print(act)
    print('   ', y.detach())
    print('   ', x.grad, y.grad_fn.name())
