"""numpy as a program sees it: the functions with which programs make and look at data."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType

import numpy as np

from gradviz.engine.messages import TorchError
from gradviz.engine.shapes import size_of
from gradviz.engine.tensor import Site, Tensor
from gradviz.language import containers
from gradviz.language.arrays import (
    DTYPES,
    NdArray,
    array_of,
    as_dtype,
    as_keyword,
    as_operand,
    charge_broadcast,
    checked,
)
from gradviz.language.machine import Machine, native_error
from gradviz.language.standard.typing_names import AbstractType
from gradviz.language.values import Builtin, Native, Type

_ERRORS = (ArithmeticError, LookupError, TypeError, ValueError)

Charge = Callable[[Machine, list[object]], None]


def _function(name: str, charge: Charge, module: ModuleType = np) -> Native:
    """A function of numpy's on plain operands, charged before it runs."""
    compute: Callable[..., object] = getattr(module, name)

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        operands = [_operand(machine, arg) for arg in args]
        named = {key: as_keyword(machine, value) for key, value in keywords.items()}
        charge(machine, operands)
        if isinstance(named.get("out"), np.ndarray):
            machine.overwriting_array(named["out"])  # type: ignore[arg-type]
        try:
            return checked(compute(*operands, **named))
        except _ERRORS as error:
            raise native_error(error) from None

    return run


def _operand(machine: Machine, value: object) -> object:
    """An argument: lists of arrays stay lists of them (`np.stack`), shapes stay tuples."""
    if isinstance(value, list | tuple):
        if any(isinstance(item, np.ndarray | Tensor) for item in value):
            return [as_operand(machine, item) for item in value]
        if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
            return value
    if isinstance(value, np.dtype | Type | str):
        return as_dtype(value)
    return as_operand(machine, value)


def _elementwise(machine: Machine, operands: list[object]) -> None:
    charge_broadcast(machine, operands)


def _linear(machine: Machine, operands: list[object]) -> None:
    """As many elements as all operands have."""
    size = 0
    for operand in operands:
        parts = operand if isinstance(operand, list) else [operand]
        size += sum(part.size for part in parts if isinstance(part, np.ndarray | np.generic))
    machine.budget.charge_values(size, size)


def _product(machine: Machine, operands: list[object]) -> None:
    """Multiply-adds of a matrix product, or elements of an outer one: the bound of both."""
    sizes = [operand.size for operand in operands if isinstance(operand, np.ndarray)]
    work = math.prod(sizes)
    machine.budget.charge_values(min(work, 4 * max(sizes, default=1) ** 2), work)


def _shaped(machine: Machine, operands: list[object]) -> None:
    """As many elements as the shape that is the first argument has."""
    shape = operands[0] if operands else ()
    sizes = (shape,) if isinstance(shape, int) else shape
    if isinstance(sizes, tuple) and all(isinstance(n, int) for n in sizes):
        machine.budget.charge_values(size_of(sizes), size_of(sizes))


def _repeated(machine: Machine, operands: list[object]) -> None:
    """The elements times the repetitions."""
    first, *rest = operands
    times = rest[0] if rest else 1
    factor = math.prod(times) if isinstance(times, tuple) else times
    if isinstance(factor, np.ndarray):
        factor = int(factor.sum())
    size = first.size if isinstance(first, np.ndarray) else 1
    machine.budget.charge_values(size * (factor if isinstance(factor, int) else 1), 0)


def _ranged(machine: Machine, operands: list[object]) -> None:
    """`np.arange`, `np.linspace`: how many numbers there will be."""
    numbers = [float(x) for x in operands if isinstance(x, int | float | np.generic)]
    if any(not math.isfinite(x) for x in numbers):
        raise TorchError("ValueError", "arange: cannot compute length", "GV165")
    start, stop = (0.0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) > 2 else 1.0
    if step:
        count = max(int(abs((stop - start) / step)), 0) + 1
        machine.budget.charge_values(count, count)


def _spaced(machine: Machine, operands: list[object]) -> None:
    count = operands[2] if len(operands) > 2 else 50
    if isinstance(count, int):
        machine.budget.charge_values(max(count, 0), max(count, 0))


def _squared(machine: Machine, operands: list[object]) -> None:
    sizes = [n for n in operands[:2] if isinstance(n, int)]
    elements = math.prod(sizes) if len(sizes) == 2 else sizes[0] ** 2 if sizes else 1
    machine.budget.charge_values(elements, elements)


def _grid(machine: Machine, operands: list[object]) -> None:
    sizes = [operand.size for operand in operands if isinstance(operand, np.ndarray)]
    machine.budget.charge_values(math.prod(sizes) * len(sizes), 0)


_FUNCTIONS: tuple[tuple[Charge, str], ...] = (
    (_elementwise,
     "exp log log2 log10 log1p expm1 sqrt square sin cos tan arcsin arccos arctan arctan2 sinh cosh"
     " tanh abs absolute fabs sign floor ceil round power add subtract multiply divide maximum"
     " minimum where clip mod isnan isinf isfinite isclose logical_and logical_or logical_not"
     " equal not_equal less greater less_equal greater_equal deg2rad rad2deg exp2 cbrt hypot"
     " arcsinh arccosh arctanh asin acos atan atan2 trunc rint fix negative positive reciprocal"
     " floor_divide remainder fmod true_divide pow logaddexp logaddexp2 logical_xor signbit"
     " copysign degrees radians nan_to_num sinc heaviside fmax fmin bitwise_and bitwise_or"
     " bitwise_xor invert isposinf isneginf float_power around"),
    (_linear,
     "sum mean std var max min amax amin argmax argmin prod cumsum cumprod any all median sort"
     " argsort unique reshape transpose ravel squeeze expand_dims concatenate stack vstack hstack"
     " column_stack split array_split flip fliplr flipud roll allclose array_equal bincount diff"
     " count_nonzero nonzero zeros_like ones_like full_like empty_like copy diag trace tril triu"
     " percentile average ptp atleast_1d atleast_2d swapaxes moveaxis shape ndim size take"
     " nansum nanmean nanstd nanvar nanmax nanmin nanargmax nanargmin nanmedian nanprod quantile"
     " argwhere flatnonzero searchsorted digitize isin rot90 hsplit vsplit dsplit dstack trapezoid"
     " ediff1d append insert delete atleast_3d take_along_axis setdiff1d union1d intersect1d"
     " gradient interp diagonal polyval concat"),
    (_product, "dot matmul inner outer vdot cross kron convolve"),
    (_shaped, "zeros ones full empty"),
    (_repeated, "repeat tile"),
    (_ranged, "arange"),
    (_spaced, "linspace logspace"),
    (_squared, "eye identity"),
    (_grid, "meshgrid"),
)  # fmt: skip
"""numpy's functions by what they cost: written here by name, never taken from a program."""


def _array(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> NdArray:
    """`np.array(data, dtype)`, `np.asarray(data)`."""
    dtype = keywords.get("dtype", args[1] if len(args) > 1 else None)
    return array_of(machine, args[0], as_dtype(dtype))


def _scalar(name: str) -> Native:
    """`np.float32(x)`: a scalar, or an array in that dtype."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        value = as_operand(machine, args[0]) if args else 0
        _linear(machine, [value])
        try:
            return checked(np.asarray(value).astype(DTYPES[name])[()])
        except _ERRORS as error:
            raise native_error(error) from None

    return run


def _cubic(machine: Machine, operands: list[object]) -> None:
    """What factors a matrix: its elements times its longer side, some ten times over."""
    for operand in operands:
        if isinstance(operand, np.ndarray):
            longest = max(operand.shape, default=1)
            machine.budget.charge_values(operand.size + longest**2, 10 * operand.size * longest)


def linalg_members() -> dict[str, object]:
    """What is in the module `numpy.linalg`."""
    names = "norm inv det solve eigh eigvalsh svd qr cholesky pinv lstsq matrix_rank cond slogdet"
    return {name: Builtin(name, _function(name, _cubic, np.linalg)) for name in names.split()}


class Joined:
    """`np.c_` and `np.r_`: arrays in brackets, side by side or one after the other."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def _joined(machine: Machine, value: Joined, key: object, site: Site) -> object:
    parts = list(key) if isinstance(key, tuple) else [key]
    return _function(value.name, _linear)(machine, [parts], {}, site)


containers.ITEM_GETTERS[Joined] = _joined


_SIGNED = [f"int{bits}" for bits in (8, 16, 32, 64)]
_UNSIGNED = [f"u{name}" for name in _SIGNED]
_REAL = [f"float{bits}" for bits in (16, 32, 64)]
_ABSTRACT = {
    "signedinteger": _SIGNED, "unsignedinteger": _UNSIGNED, "integer": _SIGNED + _UNSIGNED,
    "floating": _REAL, "inexact": _REAL, "number": _SIGNED + _UNSIGNED + _REAL,
    "generic": [*_SIGNED, *_UNSIGNED, *_REAL, "bool"],
}  # fmt: skip
"""numpy's kinds of scalars, which `isinstance` takes, by the names of those that are of each."""


def numpy_members() -> dict[str, object]:
    """What is in the module `numpy`."""
    members: dict[str, object] = {
        name: Builtin(name, _function(name, charge))
        for charge, names in _FUNCTIONS
        for name in names.split()
    }
    members |= {name: AbstractType(name, " ".join(kinds)) for name, kinds in _ABSTRACT.items()}
    members |= {
        name: Type(name, None, _scalar(name))
        for name in DTYPES
        if name not in ("float", "int", "bool")
    }
    members |= {
        "array": Builtin("array", _array),
        **{name: Builtin(name, _array) for name in ("asarray", "asanyarray", "ascontiguousarray")},
        "bool_": Type("bool_", None, _scalar("bool")),
        "ndarray": Type("ndarray"),
        "c_": Joined("column_stack"), "r_": Joined("concatenate"),
        "pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None,
    }  # fmt: skip
    return members
