"""`str`, `repr` and `format` of every value, as Python and PyTorch have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from gradviz.engine.dtypes import DType
from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Tensor
from gradviz.language.machine import Machine
from gradviz.language.printing import scalar_format, size_text, tensor_text
from gradviz.language.values import (
    Builtin,
    Device,
    ExceptionValue,
    Function,
    GradFn,
    GradMode,
    HookHandle,
    Iteration,
    Method,
    Namespace,
    Results,
    Size,
    Type,
)

PLAIN = (bool, int, float, str, type(None), range, slice)
"""Types whose own repr is Python's."""

_DEEPEST = 100
"""Containers inside containers that are written out."""

_WIDTH = re.compile(r"\d{4,}")
"""A width or precision in a format specification that no table needs."""


def to_str(machine: Machine, value: object) -> str:
    """`str(value)`."""
    if isinstance(value, str):
        return value
    if isinstance(value, ExceptionValue):
        return exception_text(machine, value)
    return to_repr(machine, value)


def exception_text(machine: Machine, value: ExceptionValue) -> str:
    """`str(e)`: the one argument as text, or all of them."""
    if not value.args:
        return ""
    if len(value.args) == 1:
        first = value.args[0]
        return to_repr(machine, first) if value.type.name == "KeyError" else to_str(machine, first)
    return to_repr(machine, value.args)


def to_repr(machine: Machine, value: object, depth: int = 0) -> str:
    """`repr(value)`."""
    writer = _WRITERS.get(type(value))
    if writer is not None:
        return writer(machine, value, depth)
    if isinstance(value, int | float | str | None | range):
        machine.budget.charge_work(len(value) if isinstance(value, str) else 1)
        try:
            return repr(value)
        except ValueError as error:  # an int with too many digits
            raise TorchError("ValueError", str(error), "GV150") from None
    if isinstance(value, slice):
        parts = [to_repr(machine, part, depth) for part in (value.start, value.stop, value.step)]
        return f"slice({', '.join(parts)})"
    return f"<{type(value).__name__.lower()}>"


def to_format(machine: Machine, value: object, spec: str) -> str:
    """`format(value, spec)`, which is what an f-string and `str.format` do."""
    if _WIDTH.search(spec):
        raise TorchError("ValueError", "Too many decimal digits in format string", "GV151")
    if isinstance(value, Tensor):
        machine.budget.charge_work(value.data.size)
        try:
            return scalar_format(
                value.data,
                value.dtype.name,
                spec,
                grad_fn=machine.tape.grad_fn(value),
                requires_grad=value.requires_grad,
                options=machine.print_options,
                default_dtype=machine.tape.default_dtype.name,
            )
        except (TypeError, ValueError) as error:
            raise TorchError(type(error).__name__, str(error), "GV151") from None
    if isinstance(value, bool | int | float | str):
        try:
            return format(value, spec)
        except (ValueError, OverflowError) as error:
            raise TorchError(type(error).__name__, str(error), "GV151") from None
    if spec:
        raise TorchError(
            "TypeError", f"unsupported format string passed to {type_name(value)}.__format__", "GV151"
        )
    return to_str(machine, value)


def type_name(value: object) -> str:
    """`type(value).__name__`."""
    named = _TYPE_NAMES.get(type(value))
    if named is not None:
        return named
    if isinstance(value, ExceptionValue):
        return value.type.name
    if isinstance(value, GradFn):
        return value.name
    if isinstance(value, Results):
        return value.kind
    if isinstance(value, Iteration):
        return value.kind
    return type(value).__name__


def _tensor(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, Tensor)
    machine.budget.charge_work(min(value.data.size, 10_000))
    return tensor_text(
        value.data,
        value.dtype.name,
        grad_fn=machine.tape.grad_fn(value),
        requires_grad=value.requires_grad,
        options=machine.print_options,
        default_dtype=machine.tape.default_dtype.name,
    )


def _joined(machine: Machine, items: Iterable[object], depth: int) -> str:
    if depth > _DEEPEST:
        return "..."
    return ", ".join([to_repr(machine, item, depth + 1) for item in items])


def _list(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, list)
    return f"[{_joined(machine, value, depth)}]"


def _tuple(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, tuple)
    return f"({_joined(machine, value, depth)}{',' * (len(value) == 1)})"


def _set(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, set)
    return f"{{{_joined(machine, value, depth)}}}" if value else "set()"


def _dict(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, dict)
    if depth > _DEEPEST:
        return "{...}"
    pairs = [
        f"{to_repr(machine, key, depth + 1)}: {to_repr(machine, item, depth + 1)}"
        for key, item in value.items()
    ]
    return f"{{{', '.join(pairs)}}}"


def _results(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, Results)
    parts = [
        f"{name}={to_repr(machine, item, depth + 1)}"
        for name, item in zip(value.fields, value, strict=True)
    ]
    return f"torch.return_types.{value.kind}(\n" + ",\n".join(parts) + ")"


def _exception(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, ExceptionValue)
    return f"{value.type.name}({_joined(machine, value.args, depth)})"


def _address(identity: int) -> str:
    """A place in memory that is the same in every run: ours."""
    return f"0x{0x7F0000000000 + 64 * identity:012x}"


def _grad_fn(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, GradFn)
    return f"<{value.name} object at {_address(value.node.id)}>"


def _type(machine: Machine, value: object, depth: int) -> str:
    assert isinstance(value, Type)
    return f"<class '{_FULL_NAMES.get(value.name, value.name)}'>"


_FULL_NAMES = {"Tensor": "torch.Tensor", "Size": "torch.Size", "dtype": "torch.dtype",
               "device": "torch.device"}  # fmt: skip


def _told(text: Callable[[object], str]) -> Callable[[Machine, object, int], str]:
    return lambda machine, value, depth: text(value)


_WRITERS: dict[type, Callable[[Machine, object, int], str]] = {
    Tensor: _tensor,
    list: _list,
    tuple: _tuple,
    set: _set,
    dict: _dict,
    Size: _told(lambda value: size_text(value)),  # type: ignore[arg-type]
    Results: _results,
    DType: _told(lambda value: f"torch.{value.name}"),  # type: ignore[attr-defined]
    Device: _told(lambda value: f"device(type='{value.kind}')"),  # type: ignore[attr-defined]
    ExceptionValue: _exception,
    GradFn: _grad_fn,
    Type: _type,
    Function: _told(lambda value: f"<function {value.name}>"),  # type: ignore[attr-defined]
    Builtin: _told(lambda value: f"<built-in function {value.name}>"),  # type: ignore[attr-defined]
    Method: _told(lambda value: f"<built-in method {value.name}>"),  # type: ignore[attr-defined]
    Namespace: _told(lambda value: f"<module '{value.name}'>"),  # type: ignore[attr-defined]
}

_TYPE_NAMES: dict[type, str] = {
    Tensor: "Tensor",
    Size: "Size",
    DType: "dtype",
    Device: "device",
    Function: "function",
    Builtin: "builtin_function_or_method",
    Method: "builtin_function_or_method",
    Namespace: "module",
    Type: "type",
    GradMode: "no_grad",
    HookHandle: "RemovableHandle",
}
