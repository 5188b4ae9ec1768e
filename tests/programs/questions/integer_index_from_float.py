import torch
theta = torch.tensor(1.6, requires_grad=True)
table = torch.tensor([10., 20., 30.])
i = theta.long()
y = table[i] * 1.0
print(i, y, y.requires_grad)
# interpolation keeps the gradient
lo = theta.floor()
frac = theta - lo.detach()
y = (1 - frac) * table[lo.long()] + frac * table[lo.long() + 1]
y.backward()
print(y, theta.grad)
