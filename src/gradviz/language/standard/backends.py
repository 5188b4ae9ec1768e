"""What a PyTorch for the CPU says of itself and of devices; its switches change nothing."""

from __future__ import annotations

from gradviz.engine.messages import NO_ACCELERATOR, NO_CUDA, Message
from gradviz.engine.tensor import Site
from gradviz.language.machine import Machine
from gradviz.language.signature import named, positional
from gradviz.language.values import Builtin


def _answer(name: str, value: object) -> Builtin:
    """A function that always says the same."""

    @positional(name, 0)
    def run(machine: Machine, site: Site) -> object:
        return value

    return Builtin(name, run)


def _failing(name: str, message: Message) -> Builtin:
    """A function that needs a device which is not there."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        raise message.error()

    return Builtin(name, run)


@named("current_accelerator", "check_available", check_available=False)
def _no_accelerator(machine: Machine, site: Site, check_available: object) -> object:
    """`torch.accelerator.current_accelerator()`: there is none, which None says."""
    return None


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


DEVICES: dict[str, dict[str, object]] = {
    "accelerator": {
        "is_available": _answer("is_available", False), "device_count": _answer("device_count", 0),
        "current_accelerator": Builtin("current_accelerator", _no_accelerator),
        **{
            name: _failing(name, NO_ACCELERATOR)
            for name in ("current_device_index", "current_device_idx", "synchronize")
        },
    },
    "xpu": {
        "is_available": _answer("is_available", False), "device_count": _answer("device_count", 0),
    },
    "mps": {
        "is_available": _answer("is_available", False), "device_count": _answer("device_count", 0),
    },
    "cpu": {
        "is_available": _answer("is_available", True), "device_count": _answer("device_count", 1),
    },
    "cuda": {
        "is_available": _answer("is_available", False), "device_count": _answer("device_count", 0),
        "is_initialized": _answer("is_initialized", False),
        "empty_cache": _answer("empty_cache", None),
        "is_bf16_supported": _answer("is_bf16_supported", False),
        "memory_allocated": _answer("memory_allocated", 0),
        "max_memory_allocated": _answer("max_memory_allocated", 0),
        "memory_reserved": _answer("memory_reserved", 0),
        **{
            name: _failing(name, NO_CUDA)
            for name in
            ("synchronize", "current_device", "get_device_name", "get_device_properties")
        },
    },
}  # fmt: skip
"""The members of `torch.accelerator`, `torch.cuda` and their kin: there is the CPU alone."""
