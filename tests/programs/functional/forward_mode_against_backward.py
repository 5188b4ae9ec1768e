import torch
import torch.autograd.forward_ad as fwAD
from torch import nn
from torch.func import functional_call

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
x, target = torch.randn(6, 3), torch.randn(6, 2)
params = dict(model.named_parameters())
direction = {name: torch.randn_like(p) for name, p in params.items()}

with fwAD.dual_level():
    duals = {name: fwAD.make_dual(p, direction[name]) for name, p in params.items()}
    loss = nn.functional.mse_loss(functional_call(model, duals, x), target)
    slope = fwAD.unpack_dual(loss).tangent.item()

loss.backward()
by_backward = sum((p.grad * direction[name]).sum() for name, p in params.items())
print(f"forward {slope:.5f}, backward {by_backward.item():.5f}")
