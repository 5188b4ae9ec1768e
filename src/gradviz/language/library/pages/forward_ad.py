"""torch.autograd.forward_ad: levels, duals and their tangents."""

from collections import namedtuple

import torch

UnpackedDualTensor = namedtuple("UnpackedDualTensor", ["primal", "tangent"])
_levels = []


def enter_dual_level():
    if _levels:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    _levels.append(0)
    open_duals()
    return 0


def exit_dual_level(*, level=None):
    if level is None:
        level = _levels[-1] if _levels else -1
    if level < 0:
        raise RuntimeError("Dual level must be a positive number.")
    if not _levels or level != _levels[-1]:
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This is"
            " not supported."
        )
    _levels.pop()
    close_duals()


def make_dual(tensor, tangent, *, level=None):
    if level is None:
        level = _levels[-1] if _levels else -1
    if level < 0:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to"
            " enter_dual_level() first."
        )
    for name, value in [("primal", tensor), ("tangent", tangent)]:
        if not value.is_floating_point():
            raise ValueError(
                f"Expected {name} to be floating point or complex, but got: {value.dtype}"
            )
    return dual_of(tensor, tangent)


def unpack_dual(tensor, *, level=None):
    if level is None:
        level = _levels[-1] if _levels else -1
    if level < 0:
        return UnpackedDualTensor(tensor, None)
    tangent = tangent_of(tensor)
    return UnpackedDualTensor(primal_of(tensor), tangent)


class dual_level:
    def __enter__(self):
        return enter_dual_level()

    def __exit__(self, *excinfo):
        exit_dual_level()
