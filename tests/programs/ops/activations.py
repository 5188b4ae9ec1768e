import torch
import torch.nn.functional as F
x = torch.tensor([-2., -0.5, 0., 1., 7.], requires_grad=True)
for f in (F.relu, F.leaky_relu, F.elu, F.gelu, F.silu, F.softplus, F.logsigmoid, F.relu6, F.hardtanh, torch.tanh, torch.sigmoid, F.selu, F.mish):
    x.grad = None
    y = f(x)
    y.sum().backward()
    print(y)
    print(x.grad)
print(F.leaky_relu(x, 0.2), F.elu(x, alpha=0.5), F.gelu(x, approximate='tanh'))
