import torch
x = torch.arange(4.).requires_grad_()
for y in (x[...], x[:], x[:, None], x[None, :], x[1:-1]):
    print(type(y.grad_fn).__name__, tuple(y.shape))
m = x.view(2, 2).t()
print(type(m.reshape(4).grad_fn).__name__, type(m.contiguous().grad_fn).__name__)
print(type(m.flatten().grad_fn).__name__)
