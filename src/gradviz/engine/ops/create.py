"""Functions that make tensors of data. They have no derivative, so they are no rows.

Each takes plain values (a tensor among them as its elements), `dtype` (None: inferred), and
`default`, the dtype that Python floats have; it gives the elements, whose dtype is the tensor's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, isfinite

import numpy as np

from gradviz.engine.dtypes import (
    BOOL,
    FLOATING,
    OF_NUMPY,
    Array,
    DType,
    Number,
    bool_,
    float32,
    float64,
    int64,
    of_number,
    promote,
    uint8,
)
from gradviz.engine.messages import (
    ARANGE_INFINITE,
    ARANGE_SIGN,
    ARANGE_STEP,
    ARGUMENT,
    CONVERSION,
    EYE_SIZE,
    LIST_FOR_NUMBER,
    LIST_OVERFLOW,
    NEGATIVE_SIZE,
    NEGATIVE_STEPS,
    NEGATIVE_TRIANGLE,
    NO_DTYPE,
    NOT_A_SEQUENCE,
    ONE_ELEMENT,
    RAGGED,
    STRING_DATA,
    TOO_DEEP,
)
from gradviz.engine.op import Cost
from gradviz.engine.shapes import Shape, size_of

MOST_DIMS = 64
"""numpy's bound on the number of dimensions."""

Nested = object
"""A number, a tensor of one element, or a sequence of such, equally long at each depth."""


class Creator:
    """A function that makes a tensor: `make` gives its elements, `cost` what they will cost.

    Both take the same arguments; `gathers` names the one that takes all positional ones
    (`torch.zeros(2, 3)`); `torch` are its spellings, as in a row.
    """

    __slots__ = ("cost", "gathers", "make", "name", "torch")

    def __init__(
        self,
        name: str,
        torch: str,
        make: Callable[..., Array],
        cost: Callable[..., Cost],
        gathers: str | None,
    ) -> None:
        self.name = name
        self.torch = tuple(torch.split())
        self.make = make
        self.cost = cost
        self.gathers = gathers


CREATE: dict[str, Creator] = {}
"""The creating functions by name."""


def creates(
    name: str, torch: str, cost: Callable[..., Cost], *, gathers: str | None = None
) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
    """Registers a creating function."""

    def register(make: Callable[..., Array]) -> Callable[..., Array]:
        CREATE[name] = Creator(name, torch, make, cost, gathers)
        return make

    return register


# from nested lists


def nested_shape(data: Nested) -> Shape:
    """The lengths along the first elements: the shape, if the lists are not ragged."""
    sizes: list[int] = []
    while _is_sequence(data):
        assert isinstance(data, Sequence)
        sizes.append(len(data))
        if len(sizes) > MOST_DIMS:
            raise TOO_DEEP.error(type=type(data).__name__)
        if not data:
            break
        data = data[0]
    if isinstance(data, np.ndarray | np.generic) and not sizes:
        return data.shape
    return tuple(sizes)


def _is_sequence(data: Nested) -> bool:
    return isinstance(data, list | tuple | range)


def nested_cost(data: Nested, **_: object) -> Cost:
    """The size that the nested lists stand for, however often they share their parts."""
    size = size_of(nested_shape(data))
    return size, size


def _leaves(data: Nested, shape: Shape) -> list[object]:
    """The innermost elements in order."""
    level: list[object] = [data]
    for dim, n in enumerate(shape):
        below: list[object] = []
        for part in level:
            if not _is_sequence(part):
                if isinstance(part, np.ndarray | np.generic):
                    raise ONE_ELEMENT.error()
                raise NOT_A_SEQUENCE.error()
            assert isinstance(part, Sequence)
            if len(part) != n and 0 not in shape:
                raise RAGGED.error(expected=n, dim=dim, got=len(part))
            below.extend(part)
        level = below
    return [] if 0 in shape else level


def _inferred(leaves: list[object], default: DType) -> DType:
    """The dtype that holds all of them."""
    result: DType | None = None
    for leaf in leaves:
        if isinstance(leaf, np.ndarray | np.generic):
            dtype = OF_NUMPY[leaf.dtype]
        elif isinstance(leaf, Number):
            dtype = of_number(leaf, default)
        elif isinstance(leaf, str | bytes):
            raise STRING_DATA.error(type=type(leaf).__name__)
        elif _is_sequence(leaf):
            continue
        else:
            raise NO_DTYPE.error(type=type(leaf).__name__)
        result = dtype if result is None else promote(result, dtype)
    return result or default


def _number(leaf: object, dtype: DType) -> Number:
    """An innermost element as a Python number that `dtype` can hold."""
    if isinstance(leaf, np.ndarray | np.generic):
        if leaf.size != 1:
            raise ONE_ELEMENT.error()
        leaf = leaf.item()
    if not isinstance(leaf, Number):
        raise LIST_FOR_NUMBER.error(
            text="must be real number, not list"
            if dtype.category == FLOATING
            else "'list' object cannot be interpreted as an integer"
        )
    if dtype.category == FLOATING or dtype is bool_:
        return leaf
    return checked_integer(leaf, dtype)


def checked_integer(value: Number, dtype: DType) -> int:
    """A number as an element of an integer dtype; PyTorch's errors where it does not fit."""
    if not isfinite(value):
        raise CONVERSION.error(dtype=dtype.name)
    value = int(value)
    if not -(2**63) <= value < 2**63:
        raise LIST_OVERFLOW.error()
    bounds = np.iinfo(dtype.name)
    low = -bounds.max if dtype is uint8 else bounds.min
    if not low <= value <= bounds.max:
        raise CONVERSION.error(dtype=dtype.name)
    return value % 256 if dtype is uint8 else value


@creates("tensor", "torch.tensor torch.as_tensor torch.asarray", nested_cost)
def tensor(data: Nested, *, dtype: DType | None = None, default: DType = float32) -> Array:
    """`torch.tensor`: of a number, of nested lists, or a copy of a tensor's elements."""
    if isinstance(data, np.ndarray | np.generic):
        return data.astype(dtype.numpy if dtype else data.dtype)
    shape = nested_shape(data)
    leaves = _leaves(data, shape)
    inferred = _inferred(leaves, default)
    wanted = dtype or inferred
    numbers = [_number(leaf, wanted) for leaf in leaves]
    return filled(numbers, shape, wanted)


def filled(numbers: Sequence[Number], shape: Shape, dtype: DType) -> Array:
    """Elements in order, in a dtype; through float64, as Python's floats are."""
    try:
        through = np.float64 if dtype.category == FLOATING else dtype.numpy
        array = np.array(numbers, through).astype(dtype.numpy).reshape(shape)
    except OverflowError:
        raise LIST_OVERFLOW.error() from None
    return array if shape else array[()]


# of one value


def sizes_cost(size: Sequence[int], *_: object, **__: object) -> Cost:
    """As many elements as the shape has."""
    if any(n < 0 for n in size):
        raise NEGATIVE_SIZE.error(name="zeros")
    elements = size_of(size)
    return elements, elements


def like_cost(input: Array, *_: object, **__: object) -> Cost:
    """As many elements as the tensor has that it is like."""
    return input.size, input.size


def new_cost(input: Array, size: Sequence[int], *_: object, **__: object) -> Cost:
    """As many elements as the shape has."""
    return sizes_cost(size)


def full_of(size: Sequence[int], value: Number, dtype: DType) -> Array:
    """A shape filled with one number."""
    if dtype.category not in (FLOATING, BOOL):
        value = checked_integer(value, dtype)
    return np.full(tuple(size), value, dtype.numpy)[()]


@creates("zeros", "torch.zeros torch.empty", sizes_cost, gathers="size")
def zeros(size: Sequence[int], *, dtype: DType | None = None, default: DType = float32) -> Array:
    """`torch.zeros`; also `torch.empty`, whose elements may be anything."""
    return full_of(size, 0, dtype or default)


@creates("ones", "torch.ones", sizes_cost, gathers="size")
def ones(size: Sequence[int], *, dtype: DType | None = None, default: DType = float32) -> Array:
    """`torch.ones`."""
    return full_of(size, 1, dtype or default)


@creates("full", "torch.full", sizes_cost)
def full(
    size: Sequence[int],
    fill_value: Number,
    *,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.full`: the dtype is the value's."""
    return full_of(size, fill_value, dtype or of_number(fill_value, default))


def _full_like(input: Array, value: Number, dtype: DType | None) -> Array:
    """As many elements as the tensor has, laid out as its own."""
    result = full_of(input.shape, value, dtype or OF_NUMPY[input.dtype])
    if type(result) is not np.ndarray or input.flags.c_contiguous:
        return result
    from gradviz.engine.layout import laid_out  # noqa: PLC0415  # seldom needed

    return laid_out(result, [np.asarray(input)])


@creates("zeros_like", "torch.zeros_like torch.empty_like", like_cost)
def zeros_like(input: Array, *, dtype: DType | None = None, default: DType = float32) -> Array:
    """`torch.zeros_like`; also `torch.empty_like`."""
    return _full_like(input, 0, dtype)


@creates("ones_like", "torch.ones_like", like_cost)
def ones_like(input: Array, *, dtype: DType | None = None, default: DType = float32) -> Array:
    """`torch.ones_like`."""
    return _full_like(input, 1, dtype)


@creates("full_like", "torch.full_like", like_cost)
def full_like(
    input: Array, fill_value: Number, *, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`torch.full_like`."""
    return _full_like(input, fill_value, dtype)


@creates("new_zeros", ".new_zeros .new_empty", new_cost, gathers="size")
def new_zeros(
    input: Array, size: Sequence[int], *, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`Tensor.new_zeros`; also `new_empty`."""
    return full_of(size, 0, dtype or OF_NUMPY[input.dtype])


@creates("new_ones", ".new_ones", new_cost, gathers="size")
def new_ones(
    input: Array, size: Sequence[int], *, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`Tensor.new_ones`."""
    return full_of(size, 1, dtype or OF_NUMPY[input.dtype])


@creates("new_full", ".new_full", new_cost)
def new_full(
    input: Array,
    size: Sequence[int],
    fill_value: Number,
    *,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`Tensor.new_full`."""
    return full_of(size, fill_value, dtype or OF_NUMPY[input.dtype])


@creates("new_tensor", ".new_tensor", lambda input, data, **_: nested_cost(data))
def new_tensor(
    input: Array, data: Nested, *, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`Tensor.new_tensor`: data in the tensor's dtype."""
    return tensor(data, dtype=dtype or OF_NUMPY[input.dtype], default=default)


# sequences of numbers


def _arange_length(
    start: Number | None = None, end: Number | None = None, step: Number = 1, **_: object
) -> tuple[Number, Number, int]:
    """The first number, the step and how many there are; one bound alone is the end."""
    if start is None or end is None:
        start, end = 0, start if end is None else end
    if start is None or end is None:
        raise ARGUMENT.error(text='arange() missing 1 required positional arguments: "end"')
    if not (isfinite(start) and isfinite(end)):
        raise ARANGE_INFINITE.error(start=start, end=end)
    if step == 0:
        raise ARANGE_STEP.error()
    if (end - start) * step < 0:
        raise ARANGE_SIGN.error()
    return start, step, ceil((end - start) / step)


def _arange_cost(*args: Number, **attrs: object) -> Cost:
    length = _arange_length(*args, **attrs)[2]  # type: ignore[arg-type]
    return length, length


@creates("arange", "torch.arange", _arange_cost)
def arange(
    start: Number | None = None,
    end: Number | None = None,
    step: Number = 1,
    *,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.arange`: integers, unless a float is among the arguments."""
    whole = not any(isinstance(n, float) for n in (start, end, step))
    first, step, length = _arange_length(start, end, step)
    numbers = first + step * np.arange(length)
    return numbers.astype((dtype or (int64 if whole else default)).numpy)


def _linspace_cost(start: Number, end: Number, steps: int, **_: object) -> Cost:
    if steps < 0:
        raise NEGATIVE_STEPS.error()
    return steps, steps


@creates("linspace", "torch.linspace", _linspace_cost)
def linspace(
    start: Number,
    end: Number,
    steps: int,
    *,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.linspace`: from both ends to the middle, so that it is symmetric as PyTorch's is."""
    wanted = dtype or default
    if steps < 2:
        return np.full(steps, start, wanted.numpy)
    if wanted.category == FLOATING:  # rounded to the dtype, but for the last step of all
        start, end, count = np.array([start, end, steps - 1], wanted.numpy)
        start, end, step = float(start), float(end), float((end - start) / count)
    else:
        step = (end - start) / (steps - 1)
    from_start = np.arange(steps)
    numbers = np.where(
        from_start < steps // 2, start + step * from_start, end - step * from_start[::-1]
    )
    return numbers.astype(wanted.numpy)


@creates("scalar_tensor", "torch.scalar_tensor", lambda s, **_: (1, 1))
def scalar_tensor(s: Number, *, dtype: DType | None = None, default: DType = float32) -> Array:
    """`torch.scalar_tensor`: a number as a 0-d tensor, floating where no dtype is given."""
    return np.asarray(s, (dtype or default).numpy)


@creates("logspace", "torch.logspace", _linspace_cost)
def logspace(
    start: Number,
    end: Number,
    steps: int,
    base: float = 10.0,
    *,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.logspace`: powers of the base, whose exponents lie as those of `linspace`."""
    wanted = dtype or default
    exponents = linspace(start, end, steps, dtype=float64)
    return np.power(float(base), exponents).astype(wanted.numpy)


def _triangle_cost(row: int, col: int, offset: int = 0, **_: object) -> Cost:
    for name, size in (("row", row), ("col", col)):
        if size < 0:
            raise NEGATIVE_TRIANGLE.error(name=name, size=size)
    return 2 * row * col, 2 * row * col


@creates("tril_indices", "torch.tril_indices", _triangle_cost)
def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`torch.tril_indices`: rows and columns of the elements on and below a diagonal, int64."""
    return np.stack(np.tril_indices(row, offset, col)).astype((dtype or int64).numpy)


@creates("triu_indices", "torch.triu_indices", _triangle_cost)
def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`torch.triu_indices`: rows and columns of the elements on and above a diagonal, int64."""
    return np.stack(np.triu_indices(row, offset, col)).astype((dtype or int64).numpy)


def _eye_cost(n: int, m: int | None = None, **_: object) -> Cost:
    for name, size in (("n", n), ("m", n if m is None else m)):
        if size < 0:
            raise EYE_SIZE.error(name=name, size=size)
    elements = n * (n if m is None else m)
    return elements, elements


@creates("eye", "torch.eye", _eye_cost)
def eye(
    n: int, m: int | None = None, *, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`torch.eye`."""
    return np.eye(n, m, dtype=(dtype or default).numpy)
