import torch
from torch import nn
from torch.func import functional_call, grad

torch.manual_seed(1)
model = nn.Linear(2, 1)
params = dict(model.named_parameters())
x, y = torch.randn(5, 2), torch.randn(5, 1)

def loss_fn(params, x, y):
    return nn.functional.mse_loss(functional_call(model, params, (x,)), y)

grads = grad(loss_fn)(params, x, y)
print({k: g.shape for k, g in grads.items()})
new = {k: params[k] - 0.1 * grads[k] for k in params}
print(loss_fn(params, x, y) > loss_fn(new, x, y))
print(new['weight'])
outer = loss_fn(new, x, y)
outer.backward()
print(model.weight.grad)
print(functional_call(model, {'weight': torch.zeros(1, 2)}, x))
