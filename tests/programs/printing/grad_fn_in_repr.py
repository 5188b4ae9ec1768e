import torch
x = torch.tensor([0.5, 1.5], requires_grad=True)
print(x)
for y in [x + 1, x - 1, 1 - x, x * 2, x / 2, 2 / x, x ** 2, 2 ** x, -x, x.exp(), x.log(), x.sqrt(), x.sin(),
          x.cos(), x.tanh(), x.sigmoid(), x.relu(), x.abs(), x.square(), x.sum(), x.mean(), x.prod(), x.max(),
          x.min(), x.std(), x.var(), x.norm(), x.reshape(2, 1), x.view(1, 2), x[0], x[:1], x[None], x.clone(),
          x.double(), x.t(), x.T, x @ x, torch.stack([x, x]), torch.cat([x, x]), x.clamp(0, 1), x.clamp(min=0),
          x.expand(2, 2), x.repeat(2), x.unsqueeze(0), x.squeeze(), x.softmax(0), x.log_softmax(0)]:
    print(y.grad_fn.name())
print(x.flatten() is x)     # nothing to flatten: the leaf itself
