"""Comparisons, logic, and choices between operands."""

from __future__ import annotations

import math

import numpy as np

from gradviz.engine.dtypes import BOOL, C_NAMES, OF_NUMPY, DType, Number, uint8
from gradviz.engine.messages import (
    CLAMP_NOTHING,
    FILL_DIMS,
    INVERT_KIND,
    MASK_DTYPE,
    NO_KERNEL,
    SAME_DTYPES,
    WHERE_CONDITION,
)
from gradviz.engine.op import (
    TABLE,
    Callee,
    Composite,
    Cost,
    Op,
    Overload,
    Query,
    Value,
    composite,
    elementwise_cost,
    linear_cost,
    op,
    overload,
    query,
)
from gradviz.engine.samples import booleans, given, integers, positive, real, scalar
from gradviz.engine.shapes import broadcast_shapes, size_of

PAIRS = (
    (real(3), real(3)),
    (real(2, 3), real(3)),
    (real(2, 1), real(1, 3)),
    (real(), real()),
    (real(2, 3), real()),
    (real(2), 1.5),
)
"""Operands of a binary op: the same shape, broadcast one way and both ways, 0-d, with a number."""

POSITIVE_PAIRS = (
    (positive(3), positive(3)),
    (positive(2, 3), positive(3)),
    (positive(2, 1), positive(1, 3)),
    (positive(), positive()),
)

ONES = ((real(3),), (real(2, 3),), (real(),))
POSITIVE_ONES = ((positive(3),), (positive(2, 3),), (positive(),))
INNER_ONES = ((real(3, low=-0.9, high=0.9),), (real(low=-0.9, high=0.9),))


def no_kernel(kernel: str, input: Value) -> Exception:
    """PyTorch's error where an op has no code for a dtype."""
    return NO_KERNEL.error(kernel=kernel, dtype=OF_NUMPY[input.dtype].scalar_name)


def floating(kernel: str, input: Value) -> Value:
    """The operand of an op that has code for floating dtypes alone; a number is one."""
    dtype = getattr(input, "dtype", None)
    if dtype is not None and dtype.kind != "f":
        raise no_kernel(kernel, input)
    return input


zeros: Op = op(
    "zeros_like", symbol="0", forward=lambda input: np.zeros(input.shape, input.dtype)[()],
    vjp=dict(input=None), samples=ONES,
)  # fmt: skip


undefined: Composite = composite("undefined", symbol="0", body=lambda g: None, kinks=[(real(2),)])
"""No gradient at all, where PyTorch hands none on: a leaf below gets none, not one of zeros."""


# comparisons: no derivative

eq: Op = op(
    "eq", "== torch.eq .eq", elementwise=True, symbol="==",
    forward=lambda input, other: input == other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
ne: Op = op(
    "ne", "!= torch.ne torch.not_equal .ne .not_equal", elementwise=True, symbol="!=",
    forward=lambda input, other: input != other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
lt: Op = op(
    "lt", "< torch.lt torch.less .lt .less", elementwise=True, symbol="<",
    forward=lambda input, other: input < other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
le: Op = op(
    "le", "<= torch.le torch.less_equal .le .less_equal", elementwise=True, symbol="<=",
    forward=lambda input, other: input <= other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
gt: Op = op(
    "gt", "> torch.gt torch.greater .gt .greater", elementwise=True, symbol=">",
    forward=lambda input, other: input > other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip
ge: Op = op(
    "ge", ">= torch.ge torch.greater_equal .ge .greater_equal", elementwise=True, symbol=">=",
    forward=lambda input, other: input >= other, vjp=dict(input=None, other=None), samples=PAIRS,
)  # fmt: skip


def _close(input: Value, other: Value, rtol: float, atol: float, equal_nan: bool) -> Value:
    """PyTorch's test, in the operands' own dtype."""
    if input.dtype != other.dtype:
        names = [OF_NUMPY[operand.dtype].scalar_name for operand in (input, other)]
        raise SAME_DTYPES.error(a=names[0], b=names[1])
    close = input == other
    if equal_nan and input.dtype.kind == "f":
        close = close | (np.isnan(input) & np.isnan(other))
    apart = abs(np.subtract(input, other, dtype=np.float64))
    allowed = atol + abs(np.multiply(rtol, other, dtype=np.float64))
    return close | (np.isfinite(apart) & (apart <= allowed))


isclose: Op = op(
    "isclose", "torch.isclose .isclose", in_place=False, cost=elementwise_cost,
    forward=lambda input, other, rtol=1e-5, atol=1e-8, equal_nan=False: _close(
        input, other, rtol, atol, equal_nan
    ),
    vjp=dict(input=None, other=None),
    samples=[(given(1.0, 2.0), given(1.0, 2.1)), (given(1.0, 2.0), given(1.1, 2.0), 0.2)],
)  # fmt: skip
allclose: Query = query(
    "allclose", "torch.allclose .allclose", cost=elementwise_cost,
    forward=lambda input, other, rtol=1e-5, atol=1e-8, equal_nan=False: bool(
        np.all(_close(input, other, rtol, atol, equal_nan))
    ),
    samples=[(given(1.0, 2.0), given(1.0, 2.1)), (given(1.0, 2.0), given(1.0, 2.0)),
             (given(float("nan")), given(float("nan"))),
             (given(float("nan")), given(float("nan")), {"equal_nan": True})],
)  # fmt: skip
equal: Query = query(
    "equal", "torch.equal .equal", cost=linear_cost,
    forward=lambda input, other: input.shape == other.shape and bool(np.all(input == other)),
    samples=[(given(1.0, 2.0), given(1.0, 2.0)), (given(1.0, 2.0), given(1.0)),
             (given(1.0, 2.0), integers(1, 2)), (given(float("nan")), given(float("nan")))],
)  # fmt: skip
same_size: Query = query(
    "is_same_size", "torch.is_same_size .is_same_size", cost=lambda input, other: (0, 1),
    forward=lambda input, other: input.shape == other.shape,
    samples=[(real(2, 3), real(2, 3)), (real(2), real(3))],
)  # fmt: skip
isposinf: Op = op(
    "isposinf", "torch.isposinf .isposinf", elementwise=True, in_place=False,
    forward=lambda input: input == np.inf, vjp=dict(input=None),
    samples=[(given(1.0, float("inf"), -float("inf"), float("nan")),)],
)  # fmt: skip
isneginf: Op = op(
    "isneginf", "torch.isneginf .isneginf", elementwise=True, in_place=False,
    forward=lambda input: input == -np.inf, vjp=dict(input=None),
    samples=[(given(1.0, float("inf"), -float("inf"), float("nan")),)],
)  # fmt: skip
signbit: Op = op(
    "signbit", "torch.signbit .signbit", elementwise=True, in_place=False,
    forward=lambda input: np.signbit(input) if input.dtype.kind == "f" else input < 0,
    vjp=dict(input=None), samples=[(given(1.0, -0.0, -2.0),), (integers(-1, 0, 2),)],
)  # fmt: skip
isnan: Op = op(
    "isnan", "torch.isnan .isnan", elementwise=True,
    forward=lambda input: np.isnan(input), vjp=dict(input=None),
    samples=[(given(1.0, float("nan")),)],
)  # fmt: skip
isinf: Op = op(
    "isinf", "torch.isinf .isinf", elementwise=True,
    forward=lambda input: np.isinf(input), vjp=dict(input=None),
    samples=[(given(1.0, float("inf"), float("nan")),)],
)  # fmt: skip
isfinite: Op = op(
    "isfinite", "torch.isfinite .isfinite", elementwise=True,
    forward=lambda input: np.isfinite(input), vjp=dict(input=None),
    samples=[(given(1.0, float("inf"), float("nan")),)],
)  # fmt: skip


# logic: no derivative

FLAGS = ((booleans(True, True, False), booleans(True, False, False)),)
BITS = (*FLAGS, (integers(5, 6, 12), integers(3, 2, 10)), (integers(5, 6), 3))


def _bitwise(kernel: str, operation: np.ufunc, input: Value, other: Value) -> Value:
    try:
        return operation(input, other)
    except TypeError:  # numpy's, for floats
        raise no_kernel(kernel, input if hasattr(input, "dtype") else other) from None


logical_and: Op = op(
    "logical_and", "torch.logical_and .logical_and", elementwise=True, symbol="&",
    forward=lambda input, other: np.logical_and(input, other),
    vjp=dict(input=None, other=None), samples=[*PAIRS[:-1], *FLAGS],
)  # fmt: skip
logical_or: Op = op(
    "logical_or", "torch.logical_or .logical_or", elementwise=True, symbol="|",
    forward=lambda input, other: np.logical_or(input, other),
    vjp=dict(input=None, other=None), samples=[*PAIRS[:-1], *FLAGS],
)  # fmt: skip
logical_xor: Op = op(
    "logical_xor", "torch.logical_xor .logical_xor", elementwise=True, symbol="^",
    forward=lambda input, other: np.logical_xor(input, other),
    vjp=dict(input=None, other=None), samples=[*PAIRS[:-1], *FLAGS],
)  # fmt: skip
logical_not: Op = op(
    "logical_not", "torch.logical_not .logical_not", elementwise=True, symbol="~",
    forward=lambda input: np.logical_not(input),
    vjp=dict(input=None), samples=[*ONES, (booleans(True, False),)],
)  # fmt: skip
bitwise_and: Op = op(
    "bitwise_and", "& torch.bitwise_and .bitwise_and", elementwise=True, symbol="&",
    forward=lambda input, other: _bitwise("bitwise_and_cpu", np.bitwise_and, input, other),
    vjp=dict(input=None, other=None), samples=BITS,
)  # fmt: skip
bitwise_or: Op = op(
    "bitwise_or", "| torch.bitwise_or .bitwise_or", elementwise=True, symbol="|",
    forward=lambda input, other: _bitwise("bitwise_or_cpu", np.bitwise_or, input, other),
    vjp=dict(input=None, other=None), samples=BITS,
)  # fmt: skip
bitwise_xor: Op = op(
    "bitwise_xor", "^ torch.bitwise_xor .bitwise_xor", elementwise=True, symbol="^",
    forward=lambda input, other: _bitwise("bitwise_xor_cpu", np.bitwise_xor, input, other),
    vjp=dict(input=None, other=None), samples=BITS,
)  # fmt: skip
bitwise_left_shift: Op = op(
    "bitwise_left_shift", "<< torch.bitwise_left_shift .bitwise_left_shift", elementwise=True,
    symbol="<<",
    forward=lambda input, other: _bitwise("lshift_cpu", np.left_shift, input, other),
    vjp=dict(input=None, other=None), samples=[(integers(5, 6), 2)],
)  # fmt: skip
bitwise_right_shift: Op = op(
    "bitwise_right_shift", ">> torch.bitwise_right_shift .bitwise_right_shift", elementwise=True,
    symbol=">>",
    forward=lambda input, other: _bitwise("rshift_cpu", np.right_shift, input, other),
    vjp=dict(input=None, other=None), samples=[(integers(5, 6), 1)],
)  # fmt: skip


def _invert(input: Value) -> Value:
    try:
        return ~input
    except TypeError:  # numpy's, for floats
        raise INVERT_KIND.error() from None


bitwise_not: Op = op(
    "bitwise_not", "~ torch.bitwise_not .bitwise_not", elementwise=True, symbol="~",
    forward=_invert, vjp=dict(input=None),
    samples=[(integers(5, -6),), (booleans(True, False),)],
)  # fmt: skip


# choices between operands


def _choose(condition: Value, input: Value, other: Value) -> Value:
    if type(condition) is np.bool_:  # np.where takes ten times as long on scalars
        if type(input) is np.float32 and type(other) in (np.float32, int):
            return input.copy() if condition else np.float32(other)
        if type(other) is np.float32 and type(input) is int:
            return np.float32(input) if condition else other.copy()
    chosen: Value = np.where(condition, input, other)
    return chosen[()]


where: Op = op(
    "where.self", elementwise=True, in_place=False, grad_fn="WhereBackward0",
    forward=_choose,
    vjp=dict(
        condition=None,
        input=lambda g, condition: where(condition, g, 0),
        other=lambda g, condition: where(condition, 0, g),
    ),
    samples=[
        (booleans(True, False, True), real(3), real(3)),
        (booleans(True, False, True), real(2, 3), real()),
        (booleans(True, False), real(2), 1.5), (booleans(True, False), 0, real(2)),
        (booleans([True], [False]), real(3), real(2, 1)),
    ],
)  # fmt: skip


def dtype_of(operand: object) -> DType | None:
    """The dtype of an array or of a tensor; None for a number."""
    dtype = getattr(operand, "dtype", None)
    return dtype if dtype is None or isinstance(dtype, DType) else OF_NUMPY[dtype]


def _where_case(condition: object, input: object = None, other: object = None) -> Callee:
    if input is None and other is None:
        return TABLE["nonzero.tuple"]
    dtype = dtype_of(condition)
    if dtype is not None and dtype.category != BOOL and dtype is not uint8:
        raise WHERE_CONDITION.error(dtype=dtype.scalar_name)
    return where


where_any: Overload = overload("where", "torch.where", _where_case)
composite(
    "where.method", ".where",
    body=lambda input, condition, other: where_any(condition, input, other),
    samples=[(real(3), booleans(True, False, True), real(3)),
             (real(2), booleans(True, False), 1.5)],
)  # fmt: skip


def larger(input: Value, other: Value) -> Value:
    """The larger of each two; the first where they are equal (0.0 and -0.0), nan if either is."""
    chosen: Value = np.where((input < other) | np.isnan(other), other, input)
    return chosen[()]


def smaller(input: Value, other: Value) -> Value:
    """The smaller of each two; the first where they are equal, nan if either is."""
    chosen: Value = np.where((input > other) | np.isnan(other), other, input)
    return chosen[()]


def check_mask(mask: Value) -> None:
    """PyTorch's error for a mask that is not of bools."""
    if mask.dtype.kind != "b":
        raise MASK_DTYPE.error(dtype=C_NAMES.get(mask.dtype.name, mask.dtype.name))


def masked_cost(input: Value, mask: Value, *_: object, **__: object) -> Cost:
    """As many elements as the mask and the tensor have together; PyTorch names the mask first."""
    size = size_of(broadcast_shapes([mask.shape, input.shape]))
    return size, size


def _masked_fill(input: Value, mask: Value, value: Value) -> Value:
    check_mask(mask)
    if getattr(value, "ndim", 0):
        raise FILL_DIMS.error(ndim=value.ndim)
    return np.where(mask, np.asarray(value).astype(input.dtype), input)[()]


def _unless(input: Value, mask: Value, value: Value) -> Value:
    """How a formula writes it."""
    return where(mask, value, input)


masked_fill_number: Op = op(
    "masked_fill.Scalar", grad_fn="MaskedFillBackward0", in_place=True, cost=masked_cost,
    forward=_masked_fill, formula=_unless,
    vjp=dict(input=lambda g, mask: masked_fill_number(g, mask, 0), mask=None, value=None),
    samples=[(real(3), booleans(True, False, True), 0),
             (real(2, 3), booleans(True, False, True), 1.5)],
    kinks=[(real(2), booleans([True, False], [False, False]), -math.inf)],
)  # fmt: skip
masked_fill_tensor: Op = op(
    "masked_fill.Tensor", grad_fn="MaskedFillBackward1", in_place=True, cost=masked_cost,
    forward=_masked_fill,
    vjp=dict(
        input=lambda g, mask: masked_fill_number(g, mask, 0),
        mask=None,
        value=lambda g, mask: TABLE["sum.all"](TABLE["masked_select"](g, mask)),
    ),
    samples=[(real(3), booleans(True, False, True), real())],
)  # fmt: skip
overload(
    "masked_fill", "torch.masked_fill .masked_fill",
    lambda input, mask, value: (
        masked_fill_number if isinstance(value, Number) else masked_fill_tensor
    ),
)  # fmt: skip


maximum: Op = op(
    "maximum", "torch.maximum .maximum", elementwise=True, in_place=False,
    grad_fn="MaximumBackward0",
    written={"input": 1, "other": 1},
    forward=larger,
    vjp=dict(
        input=lambda g, input, other: masked_fill_number(
            where(eq(input, other), g / 2, g), input < other, 0
        ),
        other=lambda g, input, other: masked_fill_number(
            where(eq(input, other), g / 2, g), input > other, 0
        ),
    ),
    samples=PAIRS[:-1],
    kinks=[(given(1.0, 2.0), given(1.0, 3.0)), (given(1.0, float("nan")), given(1.0, 3.0))],
)  # fmt: skip
minimum: Op = op(
    "minimum", "torch.minimum .minimum", elementwise=True, in_place=False,
    grad_fn="MinimumBackward0",
    written={"input": 1, "other": 1},
    forward=smaller,
    vjp=dict(
        input=lambda g, input, other: masked_fill_number(
            where(eq(input, other), g / 2, g), input > other, 0
        ),
        other=lambda g, input, other: masked_fill_number(
            where(eq(input, other), g / 2, g), input < other, 0
        ),
    ),
    samples=PAIRS[:-1],
    kinks=[(given(1.0, 2.0), given(1.0, 3.0)), (given(1.0, float("nan")), given(1.0, 3.0))],
)  # fmt: skip
fmax: Op = op(
    "fmax", "torch.fmax .fmax", elementwise=True, in_place=False, grad_fn="FmaxBackward0",
    forward=lambda input, other: np.fmax(input, other),
    vjp=dict(
        input=lambda g, input, other: masked_fill_number(
            g, logical_not(logical_or(input >= other, isnan(other))), 0
        ),
        other=lambda g, input, other: masked_fill_number(
            g, logical_or(input >= other, isnan(other)), 0
        ),
    ),
    samples=PAIRS[:-1],
    kinks=[(given(1.0, 2.0), given(1.0, 3.0)), (given(float("nan"), 1.0), given(1.0, 3.0))],
)  # fmt: skip
fmin: Op = op(
    "fmin", "torch.fmin .fmin", elementwise=True, in_place=False, grad_fn="FminBackward0",
    forward=lambda input, other: np.fmin(input, other),
    vjp=dict(
        input=lambda g, input, other: masked_fill_number(
            g, logical_not(logical_or(input <= other, isnan(other))), 0
        ),
        other=lambda g, input, other: masked_fill_number(
            g, logical_or(input <= other, isnan(other)), 0
        ),
    ),
    samples=PAIRS[:-1],
    kinks=[(given(1.0, 2.0), given(1.0, 3.0)), (given(float("nan"), 1.0), given(1.0, 3.0))],
)  # fmt: skip


# clamping: bounds are numbers or tensors


def _clamp(input: Value, min: Value = None, max: Value = None) -> Value:
    if min is None and max is None:
        raise CLAMP_NOTHING.error()
    if min is not None:
        input = larger(input, min)
    return input if max is None else smaller(input, max)


def _inside(input: Value, min: Value, max: Value) -> Value:
    """Whether each element is between the bounds, or on one."""
    if max is None:
        return input >= min
    if min is None:
        return input <= max
    return logical_and(input >= min, input <= max)


def _below(input: Value, min: Value, max: Value) -> Value:
    """Whether each element's place is taken by the lower bound."""
    return input < min if max is None else logical_and(input < min, min < max)


def _above(input: Value, min: Value, max: Value) -> Value:
    """Whether each element's place is taken by the upper bound."""
    return input > max if min is None else logical_or(input > max, max < min)


clamp_numbers: Op = op(
    "clamp.Scalar", elementwise=True, grad_fn="ClampBackward1",
    forward=_clamp,
    vjp=dict(
        input=lambda g, input, min, max: where(_inside(input, min, max), g, 0),
        min=None,
        max=None,
    ),
    samples=[(real(3), -0.5, 0.5), (real(2, 3), 0), (real(), None, 0.5), (real(2), 1, -1)],
    kinks=[(given(-1.0, 0.0, 1.0, 2.0, float("nan")), 0, 1)],
)  # fmt: skip
clamp_tensors: Op = op(
    "clamp.Tensor", elementwise=True, grad_fn="ClampBackward0",
    forward=_clamp,
    vjp=dict(
        input=lambda g, input, min, max: where(_inside(input, min, max), g, 0),
        min=lambda g, input, min, max: where(_below(input, min, max), g, 0),
        max=lambda g, input, min, max: where(_above(input, min, max), g, 0),
    ),
    samples=[(real(3), real(3), real(3)), (real(2, 3), real(3)), (real(2, 3), None, real()),
             (real(4), real(4), real(4))],
    kinks=[(given(0.0, 1.0), given(0.0, 0.0), given(1.0, 1.0))],
)  # fmt: skip


def _clamp_case(input: object, min: object = None, max: object = None) -> Callee:
    numbers = isinstance(min, Number | None) and isinstance(max, Number | None)
    return clamp_numbers if numbers else clamp_tensors


overload("clamp", "torch.clamp torch.clip .clamp .clip", _clamp_case)
clamp_min: Op = op(
    "clamp_min.Scalar", elementwise=True, grad_fn="ClampMinBackward0",
    forward=lambda input, min: larger(input, min),
    vjp=dict(input=lambda g, input, min: where(input >= min, g, 0), min=None),
    samples=[(real(3), 0.5)], kinks=[(given(-1.0, 0.0, 1.0), 0)],
)  # fmt: skip
clamp_min_tensor: Op = op(
    "clamp_min.Tensor", elementwise=True, grad_fn="ClampMinBackward1",
    forward=lambda input, min: larger(input, min),
    vjp=dict(
        input=lambda g, input, min: where(input >= min, g, 0),
        min=lambda g, input, min: where(input < min, g, 0),
    ),
    samples=[(real(3), real(3)), (real(2, 3), real())],
    kinks=[(given(-1.0, 0.0, 1.0), scalar(0.0))],
)  # fmt: skip
overload(
    "clamp_min", "torch.clamp_min .clamp_min",
    lambda input, min: clamp_min if isinstance(min, Number) else clamp_min_tensor,
)  # fmt: skip
clamp_max: Op = op(
    "clamp_max.Scalar", elementwise=True, grad_fn="ClampMaxBackward0",
    forward=lambda input, max: smaller(input, max),
    vjp=dict(input=lambda g, input, max: where(input <= max, g, 0), max=None),
    samples=[(real(3), 0.5)], kinks=[(given(-1.0, 0.0, 1.0), 0)],
)  # fmt: skip
clamp_max_tensor: Op = op(
    "clamp_max.Tensor", elementwise=True, grad_fn="ClampMaxBackward1",
    forward=lambda input, max: smaller(input, max),
    vjp=dict(
        input=lambda g, input, max: where(input <= max, g, 0),
        max=lambda g, input, max: where(input > max, g, 0),
    ),
    samples=[(real(3), real(3)), (real(2, 3), real())],
    kinks=[(given(-1.0, 0.0, 1.0), scalar(0.0))],
)  # fmt: skip
overload(
    "clamp_max", "torch.clamp_max .clamp_max",
    lambda input, max: clamp_max if isinstance(max, Number) else clamp_max_tensor,
)  # fmt: skip
