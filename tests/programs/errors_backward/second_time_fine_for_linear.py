import torch
# nothing was saved, so it may run again
x = torch.tensor([1., 2.], requires_grad=True)
for f in [lambda t: t + 1, lambda t: 3 - t, lambda t: -t, lambda t: t.sum(), lambda t: t.mean(), lambda t: t.reshape(2, 1),
          lambda t: t[0], lambda t: t.clone(), lambda t: torch.cat([t, t]), lambda t: t.expand(3, 2)]:
    y = f(x)
    x.grad = None
    y.backward(torch.ones_like(y))
    y.backward(torch.ones_like(y))
    print(type(y.grad_fn).__name__, x.grad)
