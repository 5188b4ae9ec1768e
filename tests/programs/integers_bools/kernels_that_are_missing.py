# What PyTorch has no code for, or refuses, with integers and booleans.
import torch
import torch.nn.functional as F

mask = torch.tensor([True, False, True])
n = torch.tensor([-7, 2, 7])
b = torch.tensor([0, 1, 200], dtype=torch.uint8)
x = torch.tensor([1.0, 2.0, 3.0])

print(mask.diff(), n.diff(), F.relu6(n), F.hardtanh(n), F.relu6(b))
print(torch.div(n, 2, rounding_mode="trunc"), torch.div(n, -2, rounding_mode="floor"))
print(torch.tensor([-128, 127], dtype=torch.int8).div(torch.tensor([3, 7]), rounding_mode="trunc"))
print(torch.fmod(n, 3), n % 3, n // 3, n % -3, n // -3)

for attempt in (
    lambda: x - True,
    lambda: True - n,
    lambda: mask - mask,
    lambda: mask - True,
    lambda: b ** -1,
    lambda: n ** -1,
    lambda: torch.fmod(n, 0),
    lambda: torch.fmod(mask, mask),
    lambda: torch.div(mask, mask, rounding_mode="trunc"),
    lambda: torch.hypot(n, n),
    lambda: n.frac(),
    lambda: n.lerp(n, 0.5),
    lambda: mask.round(),
    lambda: F.smooth_l1_loss(n, n),
    lambda: F.layer_norm(n, (3,)),
    lambda: F.layer_norm(x[0], ()),
    lambda: F.hardtanh(b),
    lambda: F.relu6(mask),
    lambda: torch.histc(n),
    lambda: n.nanmean(),
    lambda: n[0].diff(),
    lambda: n[0].kthvalue(2),
):
    try:
        print(attempt())
    except (RuntimeError, NotImplementedError) as e:
        print(type(e).__name__, e)
