"""`str`, `repr` and `format` of every value, as Python and PyTorch have them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from gradviz.engine.dtypes import DType, wide
from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Tensor
from gradviz.engine.views import refresh
from gradviz.language.machine import Machine
from gradviz.language.objects import (
    MEMBER_MAP,
    BoundMethod,
    ClassValue,
    Instance,
    NamedTuple,
    Property,
)
from gradviz.language.printing import scalar_format, size_text, tensor_text
from gradviz.language.values import (
    Anything,
    Builtin,
    Device,
    DictView,
    ExceptionValue,
    FrozenSet,
    Function,
    GradFn,
    GradMode,
    HookHandle,
    Iteration,
    Method,
    Namespace,
    OrderedDict,
    Record,
    Results,
    Set,
    Size,
    Type,
)

_DEEPEST = 500
"""Containers inside containers that are written out; Python's own limit is near 1,000 frames."""

_WIDTH = re.compile(r"\d+")
"""A width or precision in a format specification."""


def charge_text(machine: Machine, length: int) -> None:
    """Before a text of so many characters is made."""
    machine.budget.charge_elements(length >> 2)


def charge_format(machine: Machine, spec: str) -> None:
    """Before a specification is carried out: its widths are characters, its digits work."""
    for number in _WIDTH.findall(spec):
        size = int(number[:18])
        charge_text(machine, size)
        machine.budget.charge_work(size * size)


REPRS: dict[type, Callable[[Machine, Any], str]] = {}
STRS: dict[type, Callable[[Machine, Any], str]] = {}
"""What other modules add: the texts of objects of the program's classes."""


def to_str(machine: Machine, value: object) -> str:
    """`str(value)`."""
    if isinstance(value, str) and type(value) not in STRS:
        return value
    if isinstance(value, Device):
        return value.kind
    if type(value) in STRS:
        return STRS[type(value)](machine, value)
    if isinstance(value, np.ndarray | np.generic | np.dtype):
        charge_text(machine, 10_000 if isinstance(value, np.ndarray) else 32)
        return str(value)
    return to_repr(machine, value)


def exception_text(machine: Machine, value: ExceptionValue) -> str:
    """`str(e)`: the one argument as text, or all of them."""
    if not value.args:
        return ""
    if len(value.args) == 1:
        first = value.args[0]
        return to_repr(machine, first) if value.type.name == "KeyError" else to_str(machine, first)
    return to_repr(machine, value.args)


def to_ascii(machine: Machine, value: object) -> str:
    """`ascii(value)`."""
    text = to_repr(machine, value)
    return text if text.isascii() else text.encode("ascii", "backslashreplace").decode()


def to_repr(machine: Machine, value: object) -> str:
    """`repr(value)`."""
    if type(value) in OPENED:
        return _container(machine, value)
    return _single(machine, value)


OWN: dict[type, Callable[[Machine, Any], str | None]] = {}
"""What other modules add: the text of a container whose class has one of its own, or None."""


def _single(machine: Machine, value: object) -> str:
    """The repr of a value that holds no other values."""
    if isinstance(value, str):
        charge_text(machine, len(value))
        return repr(value)
    if isinstance(value, int | float | None | range):
        try:
            return repr(value)
        except ValueError as error:  # an int with too many digits
            raise TorchError("ValueError", str(error), "GV150") from None
    writer = _WRITERS.get(type(value)) or REPRS.get(type(value))
    if writer is not None:
        return writer(machine, value)
    if isinstance(value, np.ndarray | np.generic | np.dtype):
        charge_text(machine, 64)
        return repr(value)
    return f"<{type_name(value)} object at {_address(machine.identity(value))}>"


# ── containers ────────────────────────────────────────────────────────────────────────────────

Part = tuple[str, object]
"""What stands before a value, and the value."""


def _container(machine: Machine, value: object) -> str:
    """The repr of a container: its parts are laid on a stack, so that nothing recurses."""
    texts: list[str] = []
    opened: list[tuple[Iterator[Part], str, int]] = []
    inside: set[int] = set()
    pending: object = value
    while True:
        own = OWN[type(pending)](machine, pending) if type(pending) in OWN else None
        if own is not None:
            texts.append(own)
        elif type(pending) not in OPENED:
            texts.append(_single(machine, pending))
        elif id(pending) in inside:
            texts.append("{...}" if isinstance(pending, dict) else "[...]")
        else:
            opening, parts, closing = OPENED[type(pending)](pending)
            texts.append(opening)
            opened.append((parts, closing, id(pending)))
            inside.add(id(pending))
            if len(opened) > _DEEPEST:
                text = "maximum recursion depth exceeded while getting the repr of an object"
                raise TorchError("RecursionError", text, "GV150")
        part = None
        while opened and part is None:
            parts, closing, key = opened[-1]
            part = next(parts, None)
            if part is None:
                opened.pop()
                inside.remove(key)
                texts.append(closing)
        if part is None:
            break
        machine.budget.charge_step()
        texts.append(part[0])
        pending = part[1]
    charge_text(machine, sum(map(len, texts)))
    return "".join(texts)


def _items(values: Iterable[object]) -> Iterator[Part]:
    before = ""
    for value in values:
        yield before, value
        before = ", "


def _entries(entries: dict[object, object]) -> Iterator[Part]:
    before = ""
    for key, value in entries.items():
        yield before, key
        yield ": ", value
        before = ", "


def _fields(value: object) -> Iterator[Part]:
    assert isinstance(value, Results)
    before = ""
    for name, item in zip(value.fields, value, strict=True):
        yield f"{before}{name}=", item
        before = ",\n"


Opened = tuple[str, Iterator[Part], str]


def _set(value: object) -> Opened:
    assert isinstance(value, Set)
    name = type_name(value)
    if not value.items:
        return f"{name}()", iter(()), ""
    before, after = ("{", "}") if name == "set" else (f"{name}({{", "})")
    return before, _items(value.items), after


def _exception(value: object) -> Opened:
    assert isinstance(value, ExceptionValue)
    return f"{value.type.name}(", _items(value.args), ")"


def _pairs(entries: dict[object, object]) -> Iterator[Part]:
    before = "("
    for key, value in entries.items():
        yield before, key
        yield ", ", value
        before = "), ("


def _ordered(value: object) -> Opened:
    assert isinstance(value, OrderedDict)
    if not value:
        return "OrderedDict(", iter(()), ")"
    return "OrderedDict([", _pairs(value), ")])"


def _view(value: object) -> Opened:
    assert isinstance(value, DictView)
    owner = "odict" if isinstance(value.owner, OrderedDict) else "dict"
    return f"{owner}_{value.kind}([", _items(value.read()), "])"


def _slice(value: object) -> Opened:
    assert isinstance(value, slice)
    return "slice(", _items((value.start, value.stop, value.step)), ")"


OPENED: dict[type, Callable[[object], Opened]] = {
    list: lambda value: ("[", _items(value), "]"),  # type: ignore[arg-type]
    tuple: lambda value: ("(", _items(value), ",)" if len(value) == 1 else ")"),  # type: ignore[arg-type]
    dict: lambda value: ("{", _entries(value), "}"),  # type: ignore[arg-type]
    OrderedDict: _ordered,
    Set: _set,
    FrozenSet: _set,
    DictView: _view,
    slice: _slice,
    ExceptionValue: _exception,
    Results: lambda value: (f"torch.return_types.{value.kind}(\n", _fields(value), ")"),  # type: ignore[attr-defined]
}
"""How the repr of a container begins, goes on and ends."""


def to_format(machine: Machine, value: object, spec: str) -> str:
    """`format(value, spec)`, which is what an f-string and `str.format` do."""
    if not spec and not isinstance(value, Tensor):
        return to_str(machine, value)
    charge_format(machine, spec)
    try:
        if isinstance(value, Tensor):
            machine.budget.charge_work(value.data.size)
            refresh(machine.tape, value)
            return scalar_format(
                wide(value.data),
                value.dtype.name,
                spec,
                grad_fn=machine.tape.grad_fn(value),
                requires_grad=value.requires_grad,
                parameter=value.parameter,
                options=machine.print_options,
                default_dtype=machine.tape.default_dtype.name,
            )
        if isinstance(value, np.ndarray) and not value.ndim:
            value = value[()]
        if isinstance(value, int | float | str | np.generic):
            return format(value, spec)
    except (ValueError, TypeError, OverflowError) as error:
        raise TorchError(type(error).__name__, str(error), "GV151") from None
    if isinstance(value, Tensor) and machine.levels:
        from gradviz.language.functional.refusals import NUMBER, refuse_reading  # noqa: PLC0415

        if value.ndim and not spec:
            return to_str(machine, value)
        refuse_reading(machine, value, NUMBER)
    text = f"unsupported format string passed to {type_name(value)}.__format__"
    raise TorchError("TypeError", text, "GV151")


def described(value: object) -> str:
    """How Python's own errors name the type of a value: with torch's module, but for tensors."""
    name = type_name(value)
    return name if name == "Tensor" else FULL_NAMES.get(name, name)


def type_name(value: object) -> str:
    """`type(value).__name__`."""
    named = TYPE_NAMES.get(type(value))
    if named is not None:
        return "Parameter" if type(value) is Tensor and value.parameter else named
    if isinstance(value, ExceptionValue):
        return value.type.name
    if isinstance(value, GradFn):
        return value.name
    if isinstance(value, Results):
        return value.kind
    if isinstance(value, Iteration):
        return value.kind
    if isinstance(value, Instance | NamedTuple):
        return value.cls.name
    if isinstance(value, DictView):
        return f"dict_{value.kind}"
    return type(value).__name__


def torch_name(value: object) -> str:
    """`torch.typename(value)`: of a tensor by its dtype, of an object with its module."""
    if type(value) is Tensor:
        return f"torch.{value.dtype.type_name}"
    return value.cls.path if isinstance(value, Instance) else described(value)


def _tensor(machine: Machine, value: object) -> str:
    assert isinstance(value, Tensor)
    if machine.levels:
        from gradviz.language.functional.batching import wrapped_text  # noqa: PLC0415  # a cycle

        wrapped = wrapped_text(machine, value)
        if wrapped is not None:
            return wrapped
    tangent = None
    if machine.duals is not None:
        from gradviz.language.functional.forward_ad import tangent_text  # noqa: PLC0415  # a cycle

        tangent = tangent_text(machine, value)
    machine.budget.charge_work(min(value.data.size, 10_000))
    refresh(machine.tape, value)
    return tensor_text(
        wide(value.data),
        value.dtype.name,
        grad_fn=machine.tape.grad_fn(value),
        requires_grad=value.requires_grad,
        parameter=value.parameter,
        tangent=tangent,
        options=machine.print_options,
        default_dtype=machine.tape.default_dtype.name,
    )


def _address(identity: int) -> str:
    """A place in memory that is the same in every run: ours."""
    return f"0x{identity:012x}"


def _grad_fn(machine: Machine, value: object) -> str:
    assert isinstance(value, GradFn)
    home = "torch.autograd.function." if is_of_python(value) else ""
    return f"<{home}{value.name} object at {_address(machine.identity(value))}>"


def is_of_python(grad_fn: GradFn) -> bool:
    """Whether a node's class is one of Python's: that of an `autograd.Function`."""
    op = grad_fn.node.op
    return op is not None and grad_fn.node.region is None and op.name == "custom"


def _type(machine: Machine, value: object) -> str:
    assert isinstance(value, Type)
    if isinstance(value, ClassValue):
        if MEMBER_MAP in value.members:
            return f"<enum '{value.name}'>"
        return f"<class '{value.path}'>"
    return f"<class '{FULL_NAMES.get(value.name, value.name)}'>"


FULL_NAMES = {
    "OrderedDict": "collections.OrderedDict",
    "Parameter": "torch.nn.parameter.Parameter", "Tensor": "torch.Tensor", "Size": "torch.Size",
    "dtype": "torch.dtype", "device": "torch.device", "ndarray": "numpy.ndarray",
    "float64": "numpy.float64", "float32": "numpy.float32", "int64": "numpy.int64",
}  # fmt: skip


def _function(machine: Machine, value: object) -> str:
    assert isinstance(value, Function)
    name = (value.extras or {}).get("__qualname__", value.qualified)
    return f"<function {name} at {_address(machine.identity(value))}>"


def _method(machine: Machine, value: object) -> str:
    assert isinstance(value, Method)
    owner = f"{type_name(value.owner)} object at {_address(machine.identity(value.owner))}"
    return f"<built-in method {value.name} of {owner}>"


def _bound_method(machine: Machine, value: object) -> str:
    assert isinstance(value, BoundMethod)
    name = getattr(value.function, "qualified", "?")
    return f"<bound method {name} of {to_repr(machine, value.owner)}>"


def _iteration(machine: Machine, value: object) -> str:
    assert isinstance(value, Iteration)
    kind = f"generator object {value.name}" if value.name else f"{value.kind} object"
    return f"<{kind} at {_address(machine.identity(value))}>"


def _told(text: Callable[[object], str]) -> Callable[[Machine, object], str]:
    return lambda machine, value: text(value)


_WRITERS: dict[type, Callable[[Machine, object], str]] = {
    Tensor: _tensor,
    Size: _told(size_text),  # type: ignore[arg-type]
    DType: _told(lambda value: f"torch.{value.name}"),  # type: ignore[attr-defined]
    Device: _told(lambda value: f"device(type='{value.kind}')"),  # type: ignore[attr-defined]
    GradFn: _grad_fn,
    Record: _told(lambda value: value.text),  # type: ignore[attr-defined]
    Type: _type,
    ClassValue: _type,
    BoundMethod: _bound_method,
    Function: _function,
    Method: _method,
    Iteration: _iteration,
    type(...): _told(lambda value: "Ellipsis"),
    Builtin: _told(lambda value: f"<built-in function {value.name}>"),  # type: ignore[attr-defined]
    Namespace: _told(lambda value: f"<module '{value.name}'>"),  # type: ignore[attr-defined]
}

TYPE_NAMES: dict[type, str] = {
    Tensor: "Tensor",
    Anything: "object",
    Set: "set",
    FrozenSet: "frozenset",
    OrderedDict: "OrderedDict",
    type(...): "ellipsis",
    Size: "Size",
    DType: "dtype",
    Device: "device",
    Function: "function",
    Builtin: "builtin_function_or_method",
    Method: "builtin_function_or_method",
    Namespace: "module",
    Type: "type",
    ClassValue: "type",
    BoundMethod: "method",
    Property: "property",
    GradMode: "no_grad",
    HookHandle: "RemovableHandle",
}
