"""PyTorch in this very process, for thousands of programs: what it does, and what rounding does.

`oracle.Oracle` forks for each program, which takes too long here; instead everything that one
program could leave behind for the next is put back.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Sequence
from random import Random

import numpy as np
import oracle
import torch
from observation import Observation, WarningSeen
from torch.utils._python_dispatch import TorchDispatchMode

ONCE = (
    "Converting a tensor with requires_grad=True to a scalar",
    "The use of `x.T` on tensors of dimension other than 2",
    "Using backward() with create_graph=True",
    "An output with one or more elements was resized",
)
"""How warnings begin that PyTorch gives once a process."""

ULPS = 4
"""By how many units in the last place `shaken` moves what is rounded."""


def prepare() -> None:
    """To be called once in each process that judges."""
    torch.set_num_threads(1)
    torch.set_warn_always(True)  # what comes once a process would not come for the next program


def observe(text: str) -> Observation:
    """Runs one program under PyTorch."""
    torch.set_default_dtype(torch.float32)
    torch.set_grad_enabled(True)
    torch.set_printoptions(profile="default")
    with warnings.catch_warnings():  # forgets which lines have warned
        warnings.simplefilter("default")
        seen = oracle.observe(text)
    seen.warnings = _first_of_each(seen.warnings)
    return seen


def _first_of_each(seen: Sequence[WarningSeen]) -> list[WarningSeen]:
    """The warnings, but of those that come once a process only the first."""
    kept: list[WarningSeen] = []
    for warning in seen:
        once = warning.text.startswith(ONCE)
        if not (once and any(other.text == warning.text for other in kept)):
            kept.append(warning)
    return kept


def collect() -> None:
    """Frees the cycles that `create_graph` leaves."""
    gc.collect()


def shaken(text: str, seed: int) -> Observation:
    """The program under a PyTorch whose every rounded result is a few last places off.

    An element with few bits in its mantissa is taken for exact and stays, and equal elements are
    moved alike: ties remain ties. Where this changes what a program does, its answer hangs on
    rounding, and says nothing about gradviz.
    """
    with _Shaking(Random(seed)):
        return observe(text)


_BITS: dict[torch.dtype, tuple[type[np.signedinteger], int]] = {
    torch.float16: (np.int16, 2),
    torch.float32: (np.int32, 8),
    torch.float64: (np.int64, 24),
}
"""Of each dtype, integers of its width, and how many low bits an exact element leaves empty."""


class _Shaking(TorchDispatchMode):
    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random

    def __torch_dispatch__(
        self,
        func: torch._ops.OpOverload,
        types: Sequence[type],
        args: Sequence[object] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        result = func(*args, **(kwargs or {}))
        if not func._schema.is_mutable and not any(r.alias_info for r in func._schema.returns):
            for item in result if isinstance(result, tuple | list) else [result]:
                if isinstance(item, torch.Tensor):
                    self._shake(item)
        return result

    def _shake(self, tensor: torch.Tensor) -> None:
        kind = _BITS.get(tensor.dtype)
        if kind is None:
            return
        integers, low = kind
        with torch._C._DisableTorchDispatch():
            view = tensor.numpy().view(integers)
        salt = np.int64(self.random.getrandbits(62) | 1)
        with np.errstate(over="ignore"):
            up = (view.astype(np.int64) * salt) >> 40 & 1  # by what the element is, not its place
        inexact = (view & ((1 << low) - 1)) != 0
        view[...] += (inexact * (2 * up - 1) * ULPS).astype(integers)
