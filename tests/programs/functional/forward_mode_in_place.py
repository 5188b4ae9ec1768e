import torch
import torch.autograd.forward_ad as fwAD

x = torch.tensor([1.0, 2.0])
with fwAD.dual_level():
    d = fwAD.make_dual(x, torch.tensor([1.0, 10.0]))
    y = d * 2
    y += d
    y.mul_(d)
    print("y", fwAD.unpack_dual(y).tangent)
    z = torch.zeros(3)
    z[1] = d[0] * 2
    print("z", z, fwAD.unpack_dual(z).tangent)
    w = d.clone()
    w[0] = 5.0
    print("w", w, fwAD.unpack_dual(w).tangent)
    w.zero_()
    print("w", w)
