import torch
import torch.nn.functional as F
a = torch.arange(6.0).reshape(2, 3).t()
b = torch.arange(24.0).reshape(2, 3, 4)
c = torch.arange(24.0).reshape(4, 3, 2).permute(2, 1, 0)
d = torch.arange(24.0).reshape(3, 2, 4).transpose(0, 1)
print("elementwise: the first operand decides")
for x in [
    a + a, a * 2, a + torch.ones(3, 2), torch.ones(3, 2) + a, b + c, c + b, c + d, d + c, d * b,
    torch.where(c > 0, c, d), d + torch.ones(4), torch.ones(1, 4) - c, torch.ones(3, 1, 2) + a[:, None],
    c[:, :, ::2] + d[:, :, :2], c[:, ::2].exp(), torch.ones(4).expand(3, 4).exp(), c.long() + d, c > d,
]:
    print(x.stride(), x.contiguous().stride())
print("as the operand's")
for x in [
    d.clone(), c[:, ::2].clone(), c.double(), c.sort(0)[0], c[:, ::2].sort(0)[1], a.argsort(0), c.flip(0),
    torch.zeros_like(c), torch.ones_like(c[:, ::2]), torch.full_like(c, 2.0),
    F.mse_loss(c, d, reduction="none"),
]:
    print(x.stride())
print("contiguous")
for x in [
    c.cumsum(1), c.masked_fill(c > 3, 0.0), c.roll(1, 0), c.tril(), c.sum(0), c.mean(1, keepdim=True),
    c.amax(1), torch.stack([a, a]), torch.cat([a, a]), c.repeat(1, 1, 1), F.pad(c, (1, 1)), c.norm(dim=0),
    F.layer_norm(c, (4,)), c.logsumexp(0), c.prod(0), a.scatter(0, torch.zeros(1, 2, dtype=torch.int64), 1.0),
]:
    print(x.stride())
w, _ = a.sort()
w.reshape(-1).zero_()
print(w)
