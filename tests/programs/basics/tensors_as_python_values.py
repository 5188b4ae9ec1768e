import torch
torch.manual_seed(0)
params = torch.tensor([2.0, -1.0], requires_grad=True)
w, b = params
print(w, b, w.grad_fn.name())
def f(x, a, c): return a * x + c
print(f(3.0, *params))
rows = torch.arange(6.0).reshape(3, 2)
for i, (p, q) in enumerate(rows):
    print(i, p.item() + q.item())
if params[0] > 1 and not params[1] > 0:
    print('as a condition')
loss = (params ** 2).sum()
print(f'{loss:.2f} {loss:+.2f} {loss.item():8.3f} {loss=} {params.grad=}')
print('%f %s %.1f' % (loss, loss, loss.item()))
logp = torch.log_softmax(torch.randn(3, 4), 1)
idx = [0, 3, 1]
print(logp[range(3), idx], logp[torch.arange(3), torch.tensor(idx)].mean(), logp[[0, 2]].shape)
total = sum([loss, loss * 2, params[0]])
total.backward()
print(total, params.grad, sum(params), max(params), min(rows[0]), sorted(params.tolist()), any(params > 0), all(params > 0))
print([t * 2 for t in params], list(params.detach()), tuple(rows[0]), set(rows[0].tolist()), dict(zip('ab', params)))
first, *rest = rows
print(first, rest, len(rows), rows[-1], rows[1][0], 3 in rows, rows.tolist()[2])
print(float(rows[1, 1]), int(rows[2, 0]), str(rows[0, 1]), bool(rows[0, 0]), round(rows[1, 1].item(), 1), abs(params), -params, +params, pow(params, 2), divmod(7, 2))
x = rows[:, 0].uniform_()
print(x, rows)
print(torch.stack(list(rows)).equal(rows), torch.tensor([r.sum() for r in rows]), torch.cat([r.unsqueeze(0) for r in rows]).shape, [*rows[0]], {'k': rows[0]})
a, b = rows.split(2)
print(a.shape, b.shape, rows.size(), rows.size(0), len(rows.size()), *rows.shape, rows.shape == (3, 2), rows.shape[1:], rows.numel() // 2)
