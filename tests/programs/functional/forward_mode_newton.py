import torch
import torch.autograd.forward_ad as fwAD


def value_and_slope(f, x):
    with fwAD.dual_level():
        dual = fwAD.make_dual(x, torch.ones_like(x))
        return fwAD.unpack_dual(f(dual))


x = torch.tensor(1.5)
for step in range(5):
    value, slope = value_and_slope(lambda x: x**3 - 2 * x - 2, x)
    x = x - value / slope
    print(step, f"x = {x.item():.6f}", f"f' = {slope.item():.6f}")
