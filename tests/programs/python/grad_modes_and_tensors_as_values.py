import torch
x = torch.tensor([1., 2.], requires_grad=True)
@torch.no_grad()
def f(): return (x * 2).requires_grad
@torch.no_grad
def g(): return (x * 2).requires_grad
@torch.enable_grad()
def h(): return (x * 2).requires_grad
@torch.inference_mode()
def k(): return (x * 2).requires_grad
@torch.set_grad_enabled(False)
def m(): return (x * 2).requires_grad
@torch.no_grad()
def gen():
    for _ in range(2):
        yield (x * 2).requires_grad
print(f(), g(), h(), k(), m(), f.__name__)
print([(v, (x * 2).requires_grad) for v in gen()])
with torch.no_grad(): print(h(), f())
with torch.no_grad(), torch.enable_grad(): print((x * 2).requires_grad)
def leak():
    with torch.no_grad():
        yield 1
        yield 2
print([(x * 2).requires_grad for v in leak()], (x * 2).requires_grad)
def off(): torch.set_grad_enabled(False)
off(); print((x * 2).requires_grad); torch.set_grad_enabled(True)
with torch.set_grad_enabled(False) as nothing: print(nothing, (x * 2).requires_grad)
print(torch.is_grad_enabled())
try:
    with torch.no_grad():
        raise ValueError
except ValueError: print(torch.is_grad_enabled())
a, b = x
print(a.item(), b.requires_grad, [v.item() for v in x], *x, sum(x).item(), max(x).item(), sorted(x, reverse=True)[0].item(), len(x), list(x)[0] is x[0], x[0] in [x[0]], 1 in x, torch.tensor(1) in [1, 2])
print([10, 20, 30][torch.tensor(1)], list(range(torch.tensor(3))), 'ab' * torch.tensor(2), '%d' % x[0], '%.1f' % x[1].item(), '{:.2f}'.format(x[0].item()), f'{x[0]:.3f}', int(x[0]), bool(x[0]), float(x[0].item()), round(2.567, 2), abs(x).sum().item())
print({x: 1}[x], x in [x], hash(x) == hash(x), id(x) == id(x), x is x, isinstance(x, torch.Tensor), type(x), str(x), repr(x))
d = {'w': x}
print(d, [x], (x,), f'{d}', '%s' % x, '{}'.format(x))
print(x == x, (x == 1).tolist(), x.shape == (2,), x.shape[0] == 2, tuple(x.shape), x.dtype == torch.float32, x.size() == torch.Size([2]), [*x.shape])
assert x.shape == torch.Size([2]), 'bad'
print(x.__class__, x.__class__.__name__, hasattr(x, 'grad'), getattr(x, 'shape'), getattr(x, 'nope', 3))
