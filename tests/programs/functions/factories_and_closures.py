import torch


def make_hook(name, log):
    def hook(grad):
        log.append((name, grad.norm().item()))
    return hook


def scaled_by(factor):
    def hook(grad):
        grad.mul_(factor)
    return hook


def batches(data, size):
    for i in range(0, len(data), size):
        yield data[i:i + size]


log = []
torch.manual_seed(2)
w = torch.randn(3, requires_grad=True)
h = w * 2
h.register_hook(make_hook('h', log))
h.register_hook(lambda g: g * 10)
out = (h ** 2).sum()
out.register_hook(make_hook('out', log))
out.backward()
print(log, w.grad)
v = torch.ones(2, requires_grad=True)
u = v * 3
u.register_hook(scaled_by(0.5))
u.sum().backward()
print(v.grad)
for b in batches(torch.arange(5.0), 2):
    print(b, b.sum())
print(list(map(lambda p: p.tolist(), batches(torch.arange(4), 3))))
x = torch.tensor([-1.2, 1.0], requires_grad=True)
optimizer = torch.optim.LBFGS([x], lr=1, max_iter=20, line_search_fn='strong_wolfe')
calls = 0


def closure():
    global calls
    calls += 1
    optimizer.zero_grad()
    loss = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
    loss.backward()
    return loss


for i in range(3):
    loss = optimizer.step(closure)
    print(i, f'{loss.item():.6f}', calls)
print(f'{(1 - x).abs().max():.4f}')
