"""Small questions about tensors, and what a program tells PyTorch beside them (`torch`)."""

from __future__ import annotations

from collections.abc import Callable

from gradviz.engine.dtypes import FLOATING, INTEGER, uint8
from gradviz.engine.messages import BROADCAST_LENGTH, TorchError
from gradviz.engine.ops.create import CREATE
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.creation import TYPED, check_device, creator
from gradviz.language.machine import Machine
from gradviz.language.operators import truth
from gradviz.language.signature import Body, named, wrong_call
from gradviz.language.tensors import STRIDED
from gradviz.language.texts import type_name
from gradviz.language.values import Builtin, Device, Native, Record, Size, Type

FUNCTIONS: dict[str, object] = {
    "strided": STRIDED,
    **{
        name: Record("memory_format", {}, f"torch.{name}")
        for name in ("contiguous_format", "preserve_format", "channels_last", "channels_last_3d")
    },
}
"""The members of `torch` that are made here."""


def _function(name: str, *params: str, **defaults: object) -> Callable[[Body], Native]:
    def wrap(body: Body) -> Native:
        native = named(name, *params, **defaults)(body)
        FUNCTIONS[name] = Builtin(name, native)
        return native

    return wrap


# ── questions ─────────────────────────────────────────────────────────────────────────────────


@_function("is_nonzero", "input")
def is_nonzero(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`torch.is_nonzero(x)`: whether the one element of x is not 0."""
    return truth(machine, tensor)


@_function("is_complex", "input")
def is_complex(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`torch.is_complex(x)`: gradviz has no complex numbers."""
    return False


@_function("is_signed", "input")
def is_signed(machine: Machine, site: Site, tensor: Tensor) -> bool:
    """`torch.is_signed(x)`: whether its dtype holds negative numbers."""
    return tensor.dtype.category >= INTEGER and tensor.dtype is not uint8


def _broadcast_shapes(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> Size:
    """`torch.broadcast_shapes((2, 1), (3,))`."""
    shapes = [(shape,) if isinstance(shape, int) else shape for shape in args]
    longest = 0
    for shape in shapes:
        if not isinstance(shape, tuple | list):
            text = "Input shapes should be of type ints, a tuple of ints, or a list of ints, "
            raise TorchError("RuntimeError", f"{text}got {shape}", "GV160")
        longest = max(longest, len(shape))
    machine.budget.charge_work(longest * len(shapes))
    result = [1] * longest
    for number, shape in enumerate(shapes):
        assert isinstance(shape, tuple | list)
        for at in range(-1, -1 - len(shape), -1):
            size = shape[at]
            if size in (1, result[at]):
                continue
            if result[at] != 1:
                raise BROADCAST_LENGTH.error(
                    size=size, at=at, number=number, shape=tuple(shape), result=result
                )
            result[at] = size
    return Size(result)


FUNCTIONS["broadcast_shapes"] = Builtin("broadcast_shapes", _broadcast_shapes)


# ── settings ──────────────────────────────────────────────────────────────────────────────────


@_function("set_default_device", "device")
def set_default_device(machine: Machine, site: Site, device: object) -> None:
    """`torch.set_default_device("cpu")`: gradviz has the CPU alone."""
    check_device(device)


@_function("get_default_device")
def get_default_device(machine: Machine, site: Site) -> Device:
    """`torch.get_default_device()`."""
    return Device("cpu")


@_function("use_deterministic_algorithms", "mode", "warn_only", warn_only=False)
def use_deterministic_algorithms(machine: Machine, site: Site, mode: object, warn: object) -> None:
    """`torch.use_deterministic_algorithms(True)`: all of gradviz's are."""
    machine.switches["torch", _DETERMINISTIC] = bool(mode)


_DETERMINISTIC = "deterministic algorithms"
"""Under which name the machine keeps whether the program has asked for them."""


@_function("are_deterministic_algorithms_enabled")
def are_deterministic_algorithms_enabled(machine: Machine, site: Site) -> object:
    """`torch.are_deterministic_algorithms_enabled()`."""
    return machine.switches.get(("torch", _DETERMINISTIC), False)


@_function("get_num_threads")
def get_num_threads(machine: Machine, site: Site) -> int:
    """`torch.get_num_threads()`: gradviz has one."""
    return 1


@_function("set_num_threads", "num")
def set_num_threads(machine: Machine, site: Site, number: object) -> None:
    """`torch.set_num_threads(1)`: no value depends on it."""
    if not isinstance(number, int):
        text = f"set_num_threads expects an int, but got {type_name(number)}"
        raise TorchError("TypeError", text, "GV160")
    if number <= 0:
        text = "set_num_threads expects a positive integer"
        raise TorchError("RuntimeError", text, "GV160")


@_function("set_float32_matmul_precision", "precision")
def set_float32_matmul_precision(machine: Machine, site: Site, precision: object) -> None:
    """`torch.set_float32_matmul_precision("high")`: on a CPU it changes nothing."""


OLD_DEFAULT_TYPE = (
    "torch.set_default_tensor_type() is deprecated as of PyTorch 2.1, please use "
    "torch.set_default_dtype() and torch.set_default_device() as alternatives."
)


@_function("set_default_tensor_type", "t")
def set_default_tensor_type(machine: Machine, site: Site, kind: object) -> None:
    """`torch.set_default_tensor_type(torch.DoubleTensor)`: the old `set_default_dtype`."""
    machine.warn("UserWarning", OLD_DEFAULT_TYPE, site, once=True)
    name = kind.name if isinstance(kind, Type) else str(kind).removeprefix("torch.")
    dtype = TYPED.get(name)
    if dtype is None:
        raise TorchError("TypeError", "invalid type object", "GV160")
    if dtype.category != FLOATING:
        text = "only floating-point types are supported as the default type"
        raise TorchError("TypeError", text, "GV160")
    machine.tape.default_dtype = dtype


OLD_RANGE = (
    "torch.range is deprecated and will be removed in a future release because its behavior is "
    "inconsistent with Python's range builtin. Instead, use torch.arange, which produces values in "
    "[start, end)."
)
_arange = creator("range", CREATE["arange"])


def _range(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    """`torch.range(0, 3)`: floating, and with its end."""
    machine.warn("UserWarning", OLD_RANGE, site)
    given = dict(zip(("start", "end", "step"), args, strict=False))
    bounds = {name: keywords.get(name, given.get(name)) for name in ("start", "end", "step")}
    if bounds["end"] is None:
        bounds["start"], bounds["end"] = 0, bounds["start"]
    start, end, step = bounds["start"], bounds["end"], bounds["step"]
    step = 1 if step is None else step
    for bound in (start, end, step):
        if not isinstance(bound, int | float):
            raise wrong_call(f"range(): argument must be Number, not {type_name(bound)}")
    assert isinstance(start, int | float)
    assert isinstance(end, int | float)
    assert isinstance(step, int | float)
    options = {key: value for key, value in keywords.items() if key not in bounds}
    return _arange(machine, [float(start), end + step / 2, step], options, site)


FUNCTIONS["range"] = Builtin("range", _range)
