import numpy as np
import torch

a = np.array([1, 2, 3])
b = np.array([1.5, 2.5], dtype=np.float32)
print(float(a[0]), int(a[1]), float(b[0]), int(b[1]), bool(a[0]), round(float(b[0])), str(a[0]), repr(a[0]), a[0] + 1, a[0] / 2)
print(float(a.sum()), float(np.mean(b)), float(np.int64(3)), float(np.float32(0.1)))
print(float(np.array(5)), int(np.array([7])[0]), a[0].item(), type(a[0]).__name__, isinstance(a[0], np.integer), isinstance(b[0], np.floating), isinstance(a[0], int))
x = torch.tensor([1.0, 2.0], requires_grad=True)
print(x * float(a[1]), x * a[1], a[1] * x.detach(), x + b[0], torch.tensor(a[0]), torch.tensor(b[0]), torch.tensor(float(a[2])))
print([float(v) for v in a], [v for v in b], sum(a), max(a), sorted(b), range(a[0]), [10, 20][a[0]], a[0] == 1, hash(a[0]) == hash(1))
print(f'{a[0]:03d} {b[0]:.3f} {a[0]} {np.mean(a):.2f}', '%d %.1f' % (a[0], b[1]))
print(torch.zeros(a[0], a[1]).shape, x.view(a[1], a[0]).shape, x[a[0]], np.float64(2.5) * 2, np.int32(7) // 2, -a[0], abs(np.float32(-1)))
print(np.int64(5) % 3, 2 ** np.int64(3), np.float64(1) / 3, np.float32(1) / 3, divmod(np.int64(7), 2), pow(np.int64(2), 3), min(np.int64(1), 2))
