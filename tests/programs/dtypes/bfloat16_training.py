import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(0)
x = torch.randn(4, 6)
t = torch.tensor([0, 2, 1, 2])
net = nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.LayerNorm(8), nn.Linear(8, 3)).to(torch.bfloat16)
opt = torch.optim.AdamW(net.parameters(), lr=0.01)
for step in range(3):
    opt.zero_grad()
    out = net(x.bfloat16())
    loss = F.cross_entropy(out, t)
    loss.backward()
    opt.step()
    print(step, loss.item())
p = nn.Parameter(torch.ones(2, dtype=torch.bfloat16))
q = p.float() * 3
q.sum().backward()
print(p.grad)
c = torch.tensor([[1., 2.], [3., 4.]], dtype=torch.bfloat16, requires_grad=True)
d = c.t()[0]
d2 = c[1:].clone()
e = (d * d2).sum() + c.mean() + c.prod() + c.max() + c.norm() + torch.logsumexp(c, 1).sum()
e.backward()
print(d, d2, e, c.grad)
g, = torch.autograd.grad((c ** 3).sum(), c, create_graph=True)
print(g)
g.sum().backward()
print(c.grad)
with torch.no_grad():
    c -= 0.1 * c.grad
    c[0, 0] = 7
    c.mul_(1.5)
print(c, c._version)
v = torch.zeros(3, dtype=torch.bfloat16)
v[1] = 2.7182818
v += torch.arange(3)
print(v, v.sum(), v.mean(), v.var(), v.abs().max(), v.clamp(0, 1), v // 2, v % 2, -v, v.round(), v.floor(), v.sigmoid(), v.log())
try:
    v.add_(torch.ones(3))
    print(v)
    w = torch.ones(3, dtype=torch.int64)
    w += v
except RuntimeError as err:
    print(err)
print(torch.promote_types(torch.bfloat16, torch.float16), torch.result_type(v, 1.0), torch.stack([v, v]).shape, torch.allclose(v, v), torch.equal(v, v), torch.isnan(v).any())
print(torch.einsum("i,i->", v, v), v @ v, torch.outer(v, v), torch.bmm(c[None], c[None]))
