"""numpy's arrays and scalars as values: what a program may do with them.

Programs use numpy to make data. Its arrays of numbers and booleans are values as they are, with
numpy's own repr; what can be done with them stands in the tables here and in `numpy_module`, and
every cost is charged before numpy is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from gradviz.engine.messages import TorchError
from gradviz.engine.ops.create import nested_cost
from gradviz.engine.shapes import size_of
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.machine import Machine, native_error
from gradviz.language.values import Native

NdArray = npt.NDArray[np.generic]
ArrayLike = NdArray | np.generic

NUMPY = (np.ndarray, np.generic)

_KINDS = "biuf"
_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

DTYPES: dict[str, np.dtype[np.generic]] = {
    name: np.dtype(name)
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64",
    )
} | {"bool_": np.dtype("bool"), "int_": np.dtype("int64"), "double": np.dtype("float64"),
     "single": np.dtype("float32"), "half": np.dtype("float16"), "float": np.dtype("float64"),
     "int": np.dtype("int64"), "longlong": np.dtype("int64")}  # fmt: skip
"""The dtypes by their names in numpy and in strings; nothing of objects or text."""


def checked(value: object) -> object:
    """A result of numpy's as a value: only arrays of numbers and booleans are."""
    if isinstance(value, tuple):
        return tuple(checked(item) for item in value)
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind not in _KINDS:
        raise TorchError(
            "TypeError", "gradviz has numpy arrays of numbers and booleans alone", "GV165"
        )
    return value


def as_operand(machine: Machine, value: object) -> object:
    """A value as numpy reads it: lists as arrays, tensors as their elements."""
    if isinstance(value, list | tuple | range):
        return array_of(machine, value, None)
    if type(value) is Tensor:
        machine.budget.lend(value.data.size)
        return value.data
    if value is None or isinstance(value, bool | int | float | np.ndarray | np.generic):
        return value
    text = f"gradviz has no numpy array of a '{type(value).__name__}'"
    raise TorchError("TypeError", text, "GV165")


def array_of(machine: Machine, data: object, dtype: np.dtype[np.generic] | None) -> NdArray:
    """`np.array(data)`."""
    from gradviz.language.creation import elements  # noqa: PLC0415  # a cycle

    data = elements(data)
    machine.budget.charge_values(*nested_cost(data))
    plain = list(data) if isinstance(data, range) else data
    try:
        result = np.array(plain, dtype)
    except _ERRORS as error:
        raise native_error(error) from None
    checked(result)
    return result


def charge_broadcast(machine: Machine, operands: Sequence[object]) -> None:
    """Before an elementwise op: as many elements as the result will have."""
    shapes = [np.shape(operand) for operand in operands if isinstance(operand, NUMPY)]
    try:
        size = size_of(np.broadcast_shapes(*shapes))
    except ValueError:
        size = max(map(size_of, shapes), default=1)  # numpy will refuse it
    machine.budget.charge_values(size, size)


Operator = Callable[[Machine, object, object, Site], object]


def operate(
    machine: Machine,
    on_tensors: Operator,
    symbol: str,
    plain: Callable[..., object],
    a: object,
    b: object,
    site: Site,
) -> object:
    """A binary operator with an array or a numpy scalar on at least one side; None: not this one.

    A tensor takes numpy's scalars as numbers, and its arrays as tensors, with numpy's own warning.
    """
    if type(a) is Tensor or type(b) is Tensor:
        return _with_tensor(machine, on_tensors, symbol, a, b, site)
    if not (_is_numeric(a) and _is_numeric(b)):
        return None
    operands = [as_operand(machine, a), as_operand(machine, b)]
    if symbol == "@":
        first, second = np.shape(operands[0]), np.shape(operands[1])  # type: ignore[call-overload]
        size = size_of(first) * (second[-1] if second else 1)
        machine.budget.charge_values(size, size)
    else:
        charge_broadcast(machine, operands)
    try:
        return checked(plain(*operands))
    except _ERRORS as error:
        raise native_error(error) from None


def _is_numeric(value: object) -> bool:
    return isinstance(value, bool | int | float | list | tuple | np.ndarray | np.generic)


ARRAY_WRAP = (
    "__array_wrap__ must accept context and return_scalar arguments (positionally) in the future. "
    "(Deprecated NumPy 2.0)"
)


def _with_tensor(
    machine: Machine, on_tensors: Operator, symbol: str, a: object, b: object, site: Site
) -> object:
    """`tensor op array`; an array on the left is only compared."""
    if isinstance(a, np.ndarray) and symbol != "==":
        return None
    if isinstance(b, np.ndarray) and symbol in ("<", "<=", ">", ">="):
        return None
    if symbol != "==" and isinstance(b, np.ndarray):
        machine.warn("DeprecationWarning", ARRAY_WRAP, site)
    operands = [
        machine.tape.leaf(value, site=site) if isinstance(value, np.ndarray)
        else value.item() if isinstance(value, np.generic)
        else value
        for value in (a, b)
    ]  # fmt: skip
    return on_tensors(machine, operands[0], operands[1], site)


def operate_alone(machine: Machine, plain: Callable[..., object], value: ArrayLike) -> object:
    """A unary operator on an array or a numpy scalar."""
    machine.budget.charge_values(value.size, value.size)
    try:
        return checked(plain(value))
    except _ERRORS as error:
        raise native_error(error) from None


def truth(value: ArrayLike) -> bool:
    """`bool(value)`."""
    try:
        return bool(value)
    except ValueError as error:
        raise native_error(error) from None


def same(x: object, y: object) -> bool:
    """Whether two values that are no containers are equal; arrays element by element."""
    if isinstance(x, np.ndarray) or isinstance(y, np.ndarray):
        return bool(np.array_equal(x, y))  # type: ignore[arg-type]
    return bool(x == y)


# ── attributes and methods ────────────────────────────────────────────────────────────────────

ATTRIBUTES: dict[str, Callable[[ArrayLike], object]] = {
    "shape": lambda array: tuple(array.shape),
    "dtype": lambda array: array.dtype,
    "ndim": lambda array: array.ndim,
    "size": lambda array: int(array.size),
    "T": lambda array: array.T,
    "nbytes": lambda array: int(array.nbytes),
}


def _reads(name: str) -> Native:
    """A method that reads every element once: `a.sum(axis=0)`."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        array = args[0]
        assert isinstance(array, np.ndarray | np.generic)
        machine.budget.charge_values(array.size, array.size)
        given = [as_dtype(arg) if is_dtype(arg) else as_operand(machine, arg) for arg in args[1:]]
        named = {key: as_keyword(machine, value) for key, value in keywords.items()}
        method: Callable[..., object] = getattr(array, name)
        if name in _WRITING and isinstance(array, np.ndarray):
            machine.overwriting_array(array)
        try:
            return checked(method(*given, **named))
        except _ERRORS as error:
            raise native_error(error) from None

    return run


_WRITING = ("fill", "sort")


def as_keyword(machine: Machine, value: object) -> object:
    """A keyword's value for numpy: a dtype, an axis or several, a flag."""
    if is_dtype(value):
        return as_dtype(value)
    if isinstance(value, tuple) and all(isinstance(item, int) for item in value):
        return value
    return as_operand(machine, value)


def is_dtype(value: object) -> bool:
    """Whether a value names a numpy dtype: one of ours, a string, Python's own types."""
    from gradviz.language.values import Type  # noqa: PLC0415  # a cycle

    return isinstance(value, np.dtype | str) or (isinstance(value, Type) and value.name in DTYPES)


def as_dtype(value: object) -> np.dtype[np.generic] | None:
    """The dtype that a value names."""
    if value is None or isinstance(value, np.dtype):
        return value
    name = value if isinstance(value, str) else getattr(value, "name", "")
    found = DTYPES.get(name)
    if found is None:
        raise TorchError("TypeError", f"data type {name!r} not understood", "GV165")
    return found


def _grows(name: str) -> Native:
    """A method whose result can be larger than the array: `a.repeat(3)`."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        array = args[0]
        assert isinstance(array, np.ndarray)
        times = args[1] if len(args) > 1 else 1
        machine.budget.charge_values(array.size * (times if isinstance(times, int) else 1), 0)
        return _reads(name)(machine, args, keywords, site)

    return run


METHODS: dict[str, Native] = {
    **{name: _reads(name) for name in (
        "sum", "mean", "std", "var", "max", "min", "argmax", "argmin", "prod", "cumsum", "all",
        "any", "reshape", "astype", "copy", "flatten", "ravel", "tolist", "item", "transpose",
        "round", "clip", "squeeze", "dot", "argsort", "sort", "fill", "swapaxes", "nonzero",
    )},
    "repeat": _grows("repeat"),
}  # fmt: skip
"""The methods of arrays and scalars: written here by name, never taken from a program."""


def get_item(machine: Machine, array: NdArray, key: object) -> object:
    """`a[key]`."""
    try:
        return checked(array[_key(machine, key)])  # type: ignore[call-overload]
    except _ERRORS as error:
        raise native_error(error) from None


def set_item(machine: Machine, array: NdArray, key: object, value: object) -> None:
    """`a[key] = value`."""
    machine.budget.charge_work(array.size)
    machine.overwriting_array(array)
    try:
        array[_key(machine, key)] = as_operand(machine, value)  # type: ignore[assignment, index]
    except _ERRORS as error:
        raise native_error(error) from None


def _key(machine: Machine, key: object) -> object:
    """An index of numpy's: ints, slices, None, `...`, arrays and lists, tuples of those."""
    if isinstance(key, tuple):
        return tuple(_key(machine, item) for item in key)
    if key is None or key is Ellipsis or isinstance(key, int | slice):
        return key
    operand = as_operand(machine, key)
    if isinstance(operand, np.ndarray | np.generic):
        machine.budget.charge_values(operand.size, operand.size)
    return operand


def rows(array: ArrayLike) -> Sequence[object]:
    """What iterating over an array gives."""
    if not array.ndim:
        raise TorchError("TypeError", "iteration over a 0-d array", "GV162")
    return list(array)  # type: ignore[arg-type]
