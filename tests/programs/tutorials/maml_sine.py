import torch
import torch.nn.functional as F
from torch.func import functional_call

torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(1, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
meta_opt = torch.optim.SGD(net.parameters(), lr=0.05)
x = torch.linspace(-1, 1, 5).unsqueeze(1)
for step in range(2):
    meta_loss = 0.
    for amplitude in (1., 2.):
        y = amplitude * torch.sin(x)
        params = dict(net.named_parameters())
        inner = F.mse_loss(functional_call(net, params, (x,)), y)
        grads = torch.autograd.grad(inner, tuple(params.values()), create_graph=True)
        adapted = {name: p - 0.1 * g for (name, p), g in zip(params.items(), grads)}
        meta_loss = meta_loss + F.mse_loss(functional_call(net, adapted, (x,)), y)
    meta_opt.zero_grad()
    meta_loss.backward()
    meta_opt.step()
    print(step, '%.4f' % meta_loss.item())
print(net[2].bias.grad)
