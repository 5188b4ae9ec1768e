# Who gets the gradient when several are largest, and what happens exactly at the kink?
import torch
import torch.nn.functional as F


def grad_of(f, *values):
    xs = [torch.tensor(v, requires_grad=True) for v in values]
    f(*xs).sum().backward()
    return [x.grad.tolist() for x in xs]


tie = [1.0, 3.0, 3.0, 3.0]
print("max()", grad_of(lambda x: x.max(), tie))
print("amax", grad_of(lambda x: x.amax(0), tie))
print("min()", grad_of(lambda x: x.min(), [2.0, 1.0, 1.0]))
print("amin", grad_of(lambda x: x.amin(0), [2.0, 1.0, 1.0]))
print("median()", grad_of(lambda x: x.median(), [1.0, 2.0, 2.0, 3.0]))
print("median(0)", grad_of(lambda x: x.median(0).values, [1.0, 2.0, 2.0, 3.0]))
print("max(0)", grad_of(lambda x: x.max(0)[0], tie))
print("min(0)", grad_of(lambda x: x.min(dim=0).values, [2.0, 1.0, 1.0]))
print("maximum", grad_of(torch.maximum, [1.0, 2.0, 5.0], [1.0, 3.0, 4.0]))
print("minimum", grad_of(torch.minimum, [1.0, 2.0, 5.0], [1.0, 3.0, 4.0]))
print("max(a, b)", grad_of(torch.max, [1.0, 2.0], [1.0, 1.0]))
print("fmax", grad_of(torch.fmax, [1.0, 2.0], [1.0, 1.0]))
print("fmin", grad_of(torch.fmin, [1.0, 2.0], [1.0, 3.0]))
print("aminmax", grad_of(lambda x: torch.aminmax(x).max, tie))
print("cummax", grad_of(lambda x: x.cummax(0).values, tie))
print("sort", grad_of(lambda x: x.sort().values[2:], tie))
print("mode", grad_of(lambda x: x.mode().values, tie))
print("kthvalue", grad_of(lambda x: x.kthvalue(2).values, tie))
print("quantile", grad_of(lambda x: x.quantile(0.5), tie))
for name, f in {
    "relu": F.relu, "abs": torch.abs, "sqrt": torch.sqrt, "norm": torch.norm, "relu6": F.relu6,
    "hardtanh": F.hardtanh, "leaky_relu": F.leaky_relu, "elu": F.elu, "sign": torch.sign, "softshrink": F.softshrink,
    "hardshrink": F.hardshrink, "hardsigmoid": F.hardsigmoid, "hardswish": F.hardswish, "threshold": lambda x: F.threshold(x, 0.0, 0.0),
    "clamp": lambda x: x.clamp(0, 1), "clamp_min": lambda x: x.clamp(min=0), "clamp_max": lambda x: x.clamp_max(0.0),
    "celu": F.celu, "selu": F.selu, "rrelu": lambda x: F.rrelu(x), "round": torch.round, "smooth_l1": lambda x: F.smooth_l1_loss(x, torch.zeros(1)),
    "huber": lambda x: F.huber_loss(x, torch.zeros(1)), "l1": lambda x: F.l1_loss(x, torch.zeros(1)), "hinge": lambda x: (0 - x).clamp(min=0),
    "x ** 0": lambda x: x ** 0, "x ** 1": lambda x: x ** 1, "x ** 0.5": lambda x: x ** 0.5, "x ** 1.5": lambda x: x ** 1.5, "0 ** x": lambda x: 0 ** x,
    "sinc": torch.sinc, "xlogy": lambda x: torch.xlogy(x, x), "atan2": lambda x: torch.atan2(x, torch.zeros(1)), "hypot": lambda x: torch.hypot(x, torch.zeros(1)),
    "dist": lambda x: torch.dist(x, torch.zeros(1)), "std": lambda x: torch.cat([x, x]).std(), "prod": lambda x: torch.cat([x, x + 2, x + 3]).prod(),
    "cosine": lambda x: F.cosine_similarity(x, torch.ones(1), dim=0), "normalize": lambda x: F.normalize(x, dim=0), "cdist": lambda x: torch.cdist(x[None], torch.zeros(1, 1)),
    "frac": torch.frac, "x % 2": lambda x: x % 2, "fmod": lambda x: torch.fmod(x, 2), "log1p": torch.log1p, "acos": torch.acos, "asin": torch.asin, "log": torch.log,
    "rsqrt": torch.rsqrt, "1 / x": lambda x: 1 / x, "x / x": lambda x: x / x, "logaddexp": lambda x: torch.logaddexp(x, x),
}.items():
    print(f"{name:12} at 0: {grad_of(f, [0.0])[0][0]}")
print("relu6 at 0 and 6", grad_of(F.relu6, [0.0, 6.0]))
print("hardtanh at -1 and 1", grad_of(F.hardtanh, [-1.0, 1.0]))
print("clamp at its bounds", grad_of(lambda x: x.clamp(-1, 1), [-1.0, 1.0, -2.0, 2.0]))
print("inf norm", grad_of(lambda x: x.norm(float("inf")), [3.0, -3.0, 1.0]))
print("where sqrt", grad_of(lambda x: torch.where(x > 0, torch.sqrt(x), torch.tensor(0.0)), [-1.0, 0.0, 4.0]))
print("prod with zeros", grad_of(torch.prod, [0.0, 2.0, 3.0]), grad_of(torch.prod, [0.0, 0.0, 3.0]))
print("std of constants", grad_of(lambda x: x.std(), [2.0, 2.0, 2.0]))
