import torch
x = torch.arange(6.).requires_grad_()
for y in (x.view(2, 3), x.reshape(3, -1), x.unsqueeze(0), x.view(1, 6).squeeze(0), x.view(2, 3).t(), x.view(2, 3).permute(1, 0), x.view(1, 2, 3).transpose(0, 2),
          x.view(2, 3).flatten(), x.expand(2, 6), x.repeat(2, 1), x.flip(0), x.roll(1), torch.cat([x, x[:2]]), torch.stack([x, x], 1),
          torch.tril(x.view(2, 3)), torch.triu(x.view(2, 3)), torch.diag(x[:3]), x.repeat_interleave(2), torch.hstack([x, x]), x.narrow(0, 1, 3), x.view(2, 3).diagonal()):
    w = torch.arange(float(y.numel())).view(y.shape) + 1
    x.grad = None
    (y * w).sum().backward()
    print(y.grad_fn.name(), tuple(y.shape), x.grad.tolist())
