import torch
x = torch.arange(12.).view(3, 4).requires_grad_()
for y in (x[1], x[-1, 2], x[:, 1], x[0:2, 1:3], x[::2], x[..., 0], x[None], x[:, None, 2], x[[2, 0]], x[x > 5], x[torch.tensor([0, 0, 1])],
          x.index_select(1, torch.tensor([3, 0])), x.gather(1, torch.tensor([[0], [1], [2]])), x.take(torch.tensor([0, 5])), x[1:, ::3], x[:]):
    x.grad = None
    y.sum().backward()
    print(y.grad_fn.name(), tuple(y.shape), x.grad.flatten().tolist())
