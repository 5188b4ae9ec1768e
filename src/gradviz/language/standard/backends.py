"""`torch.backends`: what a PyTorch for the CPU says of itself; its switches change nothing."""

from __future__ import annotations

from gradviz.engine.tensor import Site
from gradviz.language.machine import Machine
from gradviz.language.signature import positional
from gradviz.language.values import Builtin


def _answer(name: str, value: object) -> Builtin:
    """A function that always says the same."""

    @positional(name, 0)
    def run(machine: Machine, site: Site) -> object:
        return value

    return Builtin(name, run)


SWITCHES: dict[str, dict[str, object]] = {
    "cudnn": {
        "deterministic": False, "benchmark": False, "enabled": True, "allow_tf32": True,
        "is_available": _answer("is_available", False), "version": _answer("version", None),
    },
    "mps": {
        "is_available": _answer("is_available", False), "is_built": _answer("is_built", False),
    },
    "cuda": {"is_built": _answer("is_built", False)},
    "mkldnn": {"enabled": True, "is_available": _answer("is_available", True)},
    "openmp": {"is_available": _answer("is_available", True)},
}  # fmt: skip
"""The members of each part."""
