import math
import torch
print(math.sqrt(2), math.pi, math.e, math.exp(1), math.log(10), math.log10(1000), math.log(8, 2))
print(math.sin(math.pi / 2), math.cos(0), math.tanh(0.5), math.floor(2.7), math.ceil(2.1))
print(math.isnan(float('nan')), math.isinf(math.inf), math.inf, -math.inf, math.factorial(5))
x = torch.tensor(math.pi / 6, requires_grad=True)
y = torch.sin(x)
y.backward()
print(y.item(), x.grad.item(), math.isclose(x.grad.item(), math.cos(math.pi / 6), rel_tol=1e-6))
print(math.prod([2, 3]), math.hypot(3, 4), math.pow(2, 3), math.fabs(-2), math.radians(180))
