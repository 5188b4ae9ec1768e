"""Functions that make tensors: `torch.tensor`, `torch.zeros`, `x.new_ones`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gradviz.engine.dtypes import (
    FLOATING,
    INTEGER,
    OF_NUMPY,
    DType,
    bool_,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    uint8,
)
from gradviz.engine.messages import (
    DEVICE_EMPTY,
    DEVICE_FORM,
    DEVICE_KIND,
    DEVICES,
    INTEGER_GRAD_CREATED,
    NO_CUDA,
    TorchError,
)
from gradviz.engine.op import TABLE, parameter_names
from gradviz.engine.ops.create import CREATE, Creator
from gradviz.engine.random import Generator
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.conversion import SCALAR_CONVERSION
from gradviz.language.machine import Machine
from gradviz.language.texts import type_name
from gradviz.language.values import Device, Iteration, Native

_ADDED = ("dtype", "default", "generator")
"""Parameters that a creating function has besides its own."""

_IGNORED = ("layout", "pin_memory", "memory_format")
"""Keywords that change nothing that autograd shows."""


def creator(name: str, maker: Creator) -> Native:
    """How a program calls a creating function under one of its torch names."""
    params = [param for param in parameter_names(maker.make) if param not in _ADDED]
    draws = "generator" in parameter_names(maker.make)

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        given, options = _options(name, keywords)
        source = generator_of(machine, name, given.pop("generator", None)) if draws else None
        if maker.gathers is not None:
            place = params.index(maker.gathers)
            if len(args) > place:
                args = [*args[:place], _sizes(name, args[place:])]
        for keyword in given:
            if keyword not in params:
                text = f"{name}() got an unexpected keyword argument '{keyword}'"
                raise TorchError("TypeError", text, "GV159")
        if len(args) > len(params):
            text = f"{name}() takes {len(params)} positional arguments but {len(args)} were given"
            raise TorchError("TypeError", text, "GV159")
        for param in params[len(args) :]:
            if param not in given and _required(maker, params, param):
                text = f'{name}() missing 1 required positional arguments: "{param}"'
                raise TorchError("TypeError", text, "GV159")
        if name in _SHARING and not options["requires_grad"]:
            shared = _shared(machine, [*args, *given.values()], options["dtype"], site)
            if shared is not None:
                return shared
        _warn(machine, maker, [*args, *given.values()], site)
        plain = [elements(arg) for arg in args]
        named: dict[str, object] = {key: elements(value) for key, value in given.items()}
        machine.budget.charge_op(*_cost(maker.cost, plain, named))
        default = machine.tape.default_dtype
        dtype = options["dtype"]
        if source is not None:
            named["generator"] = source
        data = maker.make(*plain, **named, dtype=dtype, default=default)
        wants = bool(options["requires_grad"])
        tensor = machine.tape.leaf(data, requires_grad=wants, site=site)
        if wants and tensor.dtype.category != FLOATING:
            raise INTEGER_GRAD_CREATED.error()
        return tensor

    return run


_SHARING = ("as_tensor", "asarray")
"""Functions that copy nothing where they need not."""


def _shared(machine: Machine, given: list[object], dtype: object, site: Site) -> Tensor | None:
    """A tensor as it is or in another dtype, an array as a tensor; None for other data."""
    data = given[0] if given else None
    if type(data) is Tensor:
        if dtype is None or dtype is data.dtype:
            return data
        made = machine.tape.call(TABLE["to"], (data, dtype), {}, site)
        assert type(made) is Tensor
        return made
    if isinstance(data, np.ndarray) and data.dtype in OF_NUMPY:
        own = OF_NUMPY[data.dtype]
        return machine.tape.leaf(data, site=site) if dtype in (None, own) else None
    return None


_COPIES = {"tensor": "torch.tensor", "new_tensor": "tensor.new_tensor"}
"""Functions that copy data, for which a tensor is the wrong thing to give."""


def _warn(machine: Machine, maker: Creator, given: list[object], site: Site) -> None:
    """PyTorch's warnings where a tensor, or a list of tensors, is given as data."""
    spelled = _COPIES.get(maker.name)
    if spelled is None or not given:
        return
    data = given[-1]
    if type(data) is Tensor:
        text = (
            "To copy construct from a tensor, it is recommended to use "
            "sourceTensor.detach().clone() or sourceTensor.detach().clone().requires_grad_(True), "
            f"rather than {spelled}(sourceTensor)."
        )
        machine.warn("UserWarning", text, site)
    elif isinstance(data, list | tuple) and any(
        type(item) is Tensor and item.requires_grad for item in data
    ):
        machine.warn("UserWarning", SCALAR_CONVERSION, site, once=True)


def _required(maker: Creator, params: list[str], param: str) -> bool:
    defaults = maker.make.__defaults__ or ()
    positional = maker.make.__code__.co_argcount
    return params.index(param) < positional - len(defaults)


def _cost(
    cost: Callable[..., tuple[int, int]], args: list[object], named: dict[str, object]
) -> tuple[int, int]:
    return cost(*args, **named)


def _options(name: str, keywords: dict[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """The keywords of the function itself, and those that every creating function has."""
    options: dict[str, object] = {"dtype": None, "requires_grad": False}
    given: dict[str, object] = {}
    for keyword, value in keywords.items():
        if keyword == "dtype":
            if value is not None and not isinstance(value, DType):
                text = f"{name}(): argument 'dtype' must be torch.dtype, not {type_name(value)}"
                raise TorchError("TypeError", text, "GV160")
            options["dtype"] = value
        elif keyword == "requires_grad":
            options["requires_grad"] = value
        elif keyword == "device":
            check_device(value)
        elif keyword not in _IGNORED:
            given[keyword] = value
    return given, options


def generator_of(machine: Machine, name: str, given: object) -> Generator:
    """The generator to draw from: the one that was given, or the machine's."""
    if given is None:
        return machine.generator
    if not isinstance(given, Generator):
        text = f"{name}(): argument 'generator' must be torch.Generator, not {type_name(given)}"
        raise TorchError("TypeError", text, "GV160")
    return given


def check_device(device: object) -> None:
    """gradviz has the CPU alone: any other device raises what a PyTorch without CUDA raises."""
    if device is None:
        return
    named = device.kind if isinstance(device, Device) else device_kind(str(device))
    if named != "cpu":
        raise NO_CUDA.error()


def device_kind(text: str) -> str:
    """The kind in "cuda:0"; PyTorch's error for a string that names no device."""
    if not text:
        raise DEVICE_EMPTY.error()
    kind, colon, number = text.partition(":")
    if not kind.replace("_", "a").isalpha() or (colon and not number.isdecimal()):
        raise DEVICE_FORM.error(text=text)
    if kind not in DEVICES.split(", "):
        raise DEVICE_KIND.error(kinds=DEVICES, text=kind)
    return kind


def _sizes(name: str, rest: list[object]) -> tuple[object, ...]:
    """`torch.zeros(2, 3)` and `torch.zeros((2, 3))` alike; PyTorch's errors for what is no size."""
    nested = len(rest) == 1 and isinstance(rest[0], list | tuple)
    sizes = tuple(rest[0]) if nested else tuple(rest)  # type: ignore[arg-type]
    for position, size in enumerate(sizes, 1):
        whole = type(size) is Tensor and size.dtype.category == INTEGER
        if whole or isinstance(size, int | np.integer):
            continue
        kind = type_name(size)
        wrong = (
            f"(position 1) must be tuple of ints, not {kind}"
            if position == 1 and not nested
            else f"(position 1) must be tuple of ints, but found element of type {kind} at pos 0"
            if position == 1
            else f"failed to unpack the object at pos {position} with error "
            f'"type must be tuple of ints,but got {kind}"'
        )
        raise TorchError("TypeError", f"{name}(): argument 'size' {wrong}", "GV160")
    return sizes


def elements(value: object) -> object:
    """A value as a creating function reads it: tensors as their elements, at any depth."""
    if type(value) is Tensor:
        return value.data
    if isinstance(value, Iteration):
        return list(value.items)
    if isinstance(value, list | tuple):
        return _elements_of(value)
    return value


def _elements_of(items: list[object] | tuple[object, ...]) -> list[object]:
    """Nested lists with the elements of tensors in their place; one copy a list, however shared."""
    copies: dict[int, list[object]] = {}
    pending: list[list[object] | tuple[object, ...]] = [items]
    while pending:
        source = pending.pop()
        if id(source) in copies:
            continue
        copies[id(source)] = list(source)
        pending += [item for item in source if isinstance(item, list | tuple)]
    for copy in copies.values():
        for position, item in enumerate(copy):
            if isinstance(item, list | tuple):
                copy[position] = copies[id(item)]
            elif type(item) is Tensor:
                copy[position] = item.data
    return copies[id(items)]


def data_as_tensor(machine: Machine, value: object, dtype: DType | None, site: Site) -> Tensor:
    """Plain data, or a tensor, as a new leaf."""
    maker = CREATE["tensor"]
    data = elements(value)
    machine.budget.charge_op(*maker.cost(data))
    made = maker.make(data, dtype=dtype, default=machine.tape.default_dtype)
    return machine.tape.leaf(made, site=site)


def _as_tensor() -> Native:
    """`torch.as_tensor(data)`: what is a tensor or an array is not copied."""
    copied = creator("as_tensor", CREATE["tensor"])

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        data = args[0] if args else keywords.get("data")
        dtype = keywords.get("dtype")
        unknown = keywords.keys() - {"data", "dtype", "device"}
        if len(args) > 1 or unknown or not isinstance(data, Tensor | np.ndarray):
            if unknown:
                text = f"as_tensor() got an unexpected keyword argument '{min(unknown)}'"
                raise TorchError("TypeError", text, "GV159")
            return copied(machine, args, keywords, site)
        check_device(keywords.get("device"))
        if isinstance(data, np.ndarray):
            if data.dtype not in OF_NUMPY:
                return copied(machine, args, keywords, site)
            data = machine.tape.leaf(data, site=site)
        if dtype is None or dtype is data.dtype:
            return data
        from gradviz.engine.op import TABLE  # noqa: PLC0415

        return machine.tape.call(TABLE["to"], (data, dtype), {}, site)

    return run


AS_TENSOR = _as_tensor()


def typed_creator(name: str, dtype: DType | None) -> Native:
    """`torch.FloatTensor`, `torch.LongTensor`, `torch.Tensor`: of sizes, or of data."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        wanted = dtype or machine.tape.default_dtype
        check_device(keywords.get("device"))
        if not args:
            return machine.tape.leaf(CREATE["zeros"].make((0,), dtype=wanted), site=site)
        if all(isinstance(arg, int) and not isinstance(arg, bool) for arg in args):
            maker = CREATE["zeros"]
            machine.budget.charge_op(*maker.cost(tuple(args)))
            return machine.tape.leaf(maker.make(tuple(args), dtype=wanted), site=site)
        if len(args) != 1 or not isinstance(args[0], list | tuple | Tensor | range | np.ndarray):
            text = f"new(): data must be a sequence (got {type_name(args[0])})"
            raise TorchError("TypeError", text, "GV160")
        if type(args[0]) is Tensor and args[0].dtype is wanted:
            from gradviz.engine.op import TABLE  # noqa: PLC0415

            return machine.tape.call(TABLE["alias"], (args[0],), {}, site)
        return data_as_tensor(machine, args[0], wanted, site)

    return run


TYPED: dict[str, DType | None] = {
    "Tensor": None,
    "FloatTensor": float32,
    "DoubleTensor": float64,
    "IntTensor": int32,
    "LongTensor": int64,
    "ByteTensor": uint8,
    "CharTensor": int8,
    "ShortTensor": int16,
    "HalfTensor": float16,
    "BoolTensor": bool_,
}
"""The old constructors and the dtype of what they make."""
