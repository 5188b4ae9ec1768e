import math
import torch

x = torch.tensor(4.0, requires_grad=True)
y = torch.tensor([2.5], requires_grad=True)
print(int(x), bool(x), x.item(), f"{x} {x:.2f} {y.item():.3f}")
print('{:.5f}'.format(x), '%s' % x, str(x), repr(y))
print(round(x.item(), 2), math.sqrt(x.item()), x.tolist(), y.tolist())
print('%.4f' % x)
print(float(x), math.isnan(x), math.sqrt(x), math.exp(y), math.floor(y))
print(torch.tensor([x]), torch.tensor(x.item()))
print([float(v) for v in (x, y)], '%d' % y)
print(torch.tensor([[x, y[0]], [x * 2, y[0] + 1]]))
