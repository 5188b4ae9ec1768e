import torch
x = torch.arange(6.).view(2, 3)
w = torch.ones(3, requires_grad=True)
for reduce in ('sum', 'mean'):
    w.grad = None
    out = x @ w
    loss = getattr(out ** 2, reduce)()
    loss.backward()
    print(reduce, loss.item(), w.grad)
