import torch
import torch.autograd.forward_ad as fwAD

x = torch.ones(2)


def attempt(f):
    try:
        print(f())
    except (RuntimeError, ValueError) as error:
        print(type(error).__name__, error)


attempt(lambda: fwAD.make_dual(x, x))
with fwAD.dual_level():
    attempt(lambda: fwAD.make_dual(x, torch.ones(3)))
    attempt(lambda: fwAD.make_dual(x, torch.ones(2).double()))
    attempt(lambda: fwAD.make_dual(x.long(), x.long()))
    attempt(lambda: fwAD.enter_dual_level())
    attempt(lambda: fwAD.make_dual(fwAD.make_dual(x, x), x))
attempt(lambda: fwAD.exit_dual_level())
