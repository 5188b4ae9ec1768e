"""Ops that make fewer elements of many: sums, means, extrema, norms; and running ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from gradviz.engine import exact
from gradviz.engine.dtypes import OF_NUMPY, DType, Number
from gradviz.engine.exact import IN_ORDER, LEVEL, SMALL, total, total_of_columns
from gradviz.engine.messages import (
    ARG_BOOL,
    DEGREES_OF_FREEDOM,
    EMPTY_REDUCTION,
    EMPTY_REDUCTION_ARG,
    EMPTY_REDUCTION_DIM,
    MEAN_DTYPE,
    NORM_DTYPE,
    NORM_ORDER,
    TOPK_RANGE,
    VAR_DTYPE,
    Warned,
)
from gradviz.engine.op import (
    TABLE,
    Callee,
    Composite,
    Cost,
    Lifted,
    Op,
    Overload,
    Value,
    Warn,
    composite,
    elementwise_cost,
    op,
    overload,
)
from gradviz.engine.ops import index, shape
from gradviz.engine.ops.compare import (
    eq,
    isnan,
    logical_not,
    logical_or,
    masked_fill_number,
    masked_fill_tensor,
    maximum,
    minimum,
    where,
    zeros,
)
from gradviz.engine.ops.elementwise import abs_, exp, pow_, sgn
from gradviz.engine.samples import booleans, given, integers, positive, real
from gradviz.engine.shapes import Shape, reduced_shape, size_of, wrap_dim, wrap_dims

Dim = int | Sequence[int] | None

REDUCTIONS = (
    (real(2, 3), 0),
    (real(2, 3), -1),
    (real(2, 3), 1, True),
    (real(2, 3, 2), (0, -1)),
    (real(), 0),
)
"""Arguments of a reduction over `dim`: first, last, kept, several, of a 0-d tensor."""


def reduction_cost(input: Value, dim: Dim = None, keepdim: bool = False, **_: object) -> Cost:
    """Reads every element, makes those that are left."""
    dims = wrap_dims(dim, input.ndim)
    return size_of(reduced_shape(input.shape, dims, keepdim)), input.size


def _count(shape: Shape, dim: Dim = None) -> int:
    if dim is None:
        return size_of(shape)
    return size_of([shape[d] for d in wrap_dims(dim, len(shape))])


count: Composite = composite("count", symbol="n", body=_count, samples=[((2, 3), 0)])
"""How many elements each element of a reduction over `dim` stands for."""


def add_up(
    input: Value, dims: Sequence[int] | None, keepdim: bool, dtype: DType | None = None
) -> Value:
    """The sum; integers and bools add up in int64, floats as near to PyTorch's as can be."""
    if type(input) is np.float32 and dtype is None:
        return input
    axis = tuple(range(input.ndim)) if dims is None else tuple(dims)
    if dtype is not None:
        input = input.astype(dtype.numpy)
    kind = input.dtype.kind
    if kind in "bui":
        return input.sum(axis=axis, keepdims=keepdim, dtype=np.int64)
    if IN_ORDER < input.size <= SMALL and input.dtype == np.float32:
        return _float32_sum(input, axis, keepdim)
    return input.sum(axis=axis, keepdims=keepdim)


def _float32_sum(input: Value, axis: tuple[int, ...], keepdim: bool) -> Value:
    """In PyTorch's order where that is known here, else through float64."""
    if input.flags.c_contiguous:
        if len(axis) == input.ndim:
            result = total(input.reshape(-1))
            return np.full((1,) * input.ndim, result) if keepdim else result
        if input.ndim == 2 and len(axis) == 1:
            return _along(input, axis[0], keepdim)
    if size_of([input.shape[d] for d in axis]) <= IN_ORDER:
        return input.sum(axis=axis, keepdims=keepdim)
    return input.sum(axis=axis, keepdims=keepdim, dtype=np.float64).astype(input.dtype)


def _along(matrix: Value, axis: int, keepdim: bool) -> Value:
    """The sum of a contiguous float32 matrix along one axis."""
    if axis == 1:
        result = total(matrix.T)
    elif 0 < len(matrix) <= LEVEL:
        result = total_of_columns(matrix)
    else:
        result = matrix.sum(axis=0, dtype=np.float64).astype(np.float32)
    return np.expand_dims(result, axis) if keepdim else result


sum_all: Op = op(
    "sum.all", grad_fn="SumBackward0",
    forward=lambda input, *, dtype=None: add_up(input, None, False, dtype),
    vjp=dict(input=lambda g, input_shape: shape.expand(g, input_shape)),
    cost=reduction_cost,
    samples=[(real(3),), (real(2, 3),), (real(),)],
)  # fmt: skip
sum_dim: Op = op(
    "sum.dim", grad_fn="SumBackward1",
    forward=lambda input, dim, keepdim=False, *, dtype=None: (
        add_up(input, wrap_dims(dim, input.ndim), keepdim, dtype)
    ),
    vjp=dict(
        input=lambda g, input_shape, dim, keepdim: shape.spread(g, input_shape, dim, keepdim)
    ),
    cost=reduction_cost,
    samples=REDUCTIONS,
)  # fmt: skip


def _sum_case(
    input: object, dim: object = None, keepdim: bool = False, *, dtype: object = None
) -> Callee:
    return sum_all if dim is None and not keepdim else sum_dim


sum_: Overload = overload("sum", "torch.sum .sum", _sum_case)


def _mean(input: Value, dim: Dim, keepdim: bool, dtype: DType | None) -> Value:
    if dtype is not None:
        input = input.astype(dtype.numpy)
    if input.dtype.kind != "f":
        raise MEAN_DTYPE.error(dtype=OF_NUMPY[input.dtype].scalar_name)
    dims = wrap_dims(dim, input.ndim)
    if not input.ndim:
        return input
    n = size_of([input.shape[d] for d in dims])
    return add_up(input, dims, keepdim) / input.dtype.type(n)


mean_all: Op = op(
    "mean.all", grad_fn="MeanBackward0",
    forward=lambda input, *, dtype=None: _mean(input, None, False, dtype),
    vjp=dict(input=lambda g, input_shape: shape.expand(g, input_shape) / count(input_shape)),
    cost=reduction_cost,
    samples=[(real(3),), (real(2, 3),), (real(),)],
)  # fmt: skip
mean_dim: Op = op(
    "mean.dim", grad_fn="MeanBackward1",
    forward=lambda input, dim, keepdim=False, *, dtype=None: _mean(input, dim, keepdim, dtype),
    vjp=dict(
        input=lambda g, input_shape, dim, keepdim: (
            shape.spread(g, input_shape, dim, keepdim) / count(input_shape, dim)
        )
    ),
    cost=reduction_cost,
    samples=REDUCTIONS,
)  # fmt: skip


def _mean_case(
    input: object, dim: object = None, keepdim: bool = False, *, dtype: object = None
) -> Callee:
    return mean_all if dim is None and not keepdim else mean_dim


mean: Overload = overload("mean", "torch.mean .mean", _mean_case)


# spread


def _variance(
    input: Value, dim: Dim, unbiased: bool, keepdim: bool, correction: Number | None
) -> Value:
    if input.dtype.kind != "f":
        raise VAR_DTYPE.error()
    dims = wrap_dims(_no_flag(dim), input.ndim)
    ddof = _correction(dim, unbiased, correction)
    n = size_of([input.shape[d] for d in dims])
    through = input.astype(np.float64)
    centred = through - through.mean(axis=dims, keepdims=True)
    total = (centred * centred).sum(axis=dims, keepdims=keepdim)
    return total / max(n - ddof, 0.0)


def _no_flag(dim: Dim) -> Dim:
    """`x.var(False)` means `unbiased`."""
    return None if isinstance(dim, bool) else dim


def _correction(dim: object, unbiased: object, correction: Number | None) -> float:
    if correction is not None:
        return float(correction)
    flag = dim if isinstance(dim, bool) else unbiased
    return 0.0 if flag is False else 1.0


def _var_slope(
    g: Value, input: Value, shape_: Shape, dim: Dim, unbiased: bool, keepdim: bool,
    correction: Number | None,
) -> Value:  # fmt: skip
    over = _no_flag(dim)
    n = _count(shape_, over) - _correction(dim, unbiased, correction)
    if over is None or not shape_:
        centre = mean_all(input)
        if n <= 0:
            return g * where(eq(input, centre), math.nan, math.inf)
        return 2 / n * g * (input - centre)
    dims = list(wrap_dims(over, len(shape_)))
    if len(shape_) > 1:
        g = shape.kept(g, shape_, dims, keepdim)
    return (2 / n if n else math.inf) * g * (input - mean_dim(input, dims, True))


var_slope: Composite = composite(
    "var_slope", body=_var_slope, samples=[(real(), real(3), (3,), None, True, False, None)],
    formula=lambda g, input, shape_, dim, unbiased, keepdim, correction: (
        g * 2 * (input - mean(input)) / (count(input) - int(_correction(dim, unbiased, correction)))
    ),
)  # fmt: skip


def few_degrees(name: str) -> Warn:
    """Warns where no degree of freedom is left."""

    def warning(
        input: Value, dim: Dim = None, unbiased: bool = True, keepdim: bool = False,
        *, correction: Number | None = None,
    ) -> Warned | None:  # fmt: skip
        n = _count(input.shape, _no_flag(dim))
        few = n <= _correction(dim, unbiased, correction)
        return DEGREES_OF_FREEDOM.of(name=name) if few else None

    return warning


VARIANCES = (
    (real(4),), (real(2, 3),), (real(2, 3), 0), (real(2, 3), {"dim": -1, "keepdim": True}),
    (real(2, 3), {"dim": 1, "unbiased": False}), (real(2, 3, 2), (0, -1)),
    (real(5), {"correction": 2}),
)  # fmt: skip
var: Op = op(
    "var", "torch.var .var", grad_fn="VarBackward0",
    forward=lambda input, dim=None, unbiased=True, keepdim=False, *, correction=None: (
        _variance(input, dim, unbiased, keepdim, correction).astype(input.dtype)
    ),
    vjp=dict(
        input=lambda g, input, input_shape, dim, unbiased, keepdim, correction: var_slope(
            g, input, input_shape, dim, unbiased, keepdim, correction
        )
    ),
    cost=lambda input, dim=None, unbiased=True, keepdim=False, **_: reduction_cost(
        input, _no_flag(dim), keepdim
    ),
    warning=few_degrees("var"),
    samples=VARIANCES, kinks=[(given(1.0),), (given(2.0, 2.0),)],
)  # fmt: skip
std: Op = op(
    "std", "torch.std .std", grad_fn="StdBackward0",
    forward=lambda input, dim=None, unbiased=True, keepdim=False, *, correction=None: (
        np.sqrt(_variance(input, dim, unbiased, keepdim, correction)).astype(input.dtype)
    ),
    vjp=dict(
        input=lambda g, input, out, input_shape, dim, unbiased, keepdim, correction: var_slope(
            masked_fill_number(g / (out * 2), eq(out, 0), 0),
            input, input_shape, dim, unbiased, keepdim, correction,
        )
    ),
    cost=var.cost, warning=few_degrees("std"),
    samples=VARIANCES, kinks=[(given(2.0, 2.0),)],
)  # fmt: skip


# products; exact where an element is 0


def others(g: Value, input: Value, dim: int) -> Value:
    """For each element along a dimension `g` times the product of the others, which may be 0."""
    if input.shape[dim] == 1:
        return g
    n = input.shape[dim]
    ones = zeros(index.narrow(input, dim, 0, 1)) + 1
    before = shape.cat([ones, index.narrow(input, dim, 0, n - 1)], dim)
    after = shape.cat([ones, shape.flip(index.narrow(input, dim, 1, n - 1), dim)], dim)
    return g * (cumprod(before, dim) * shape.flip(cumprod(after, dim), dim))


def elements_of(input: Value) -> Value:
    """The bare elements of an array or of a tensor on the tape."""
    return getattr(input, "elements", input)


def _prod_slope(g: Value, input: Value, out: Value, dim: int | None, keepdim: bool) -> Value:
    """A product over its factors, where none is 0; else the products of the others."""
    if not input.ndim:
        return g
    at = 0 if dim is None else wrap_dim(dim, input.ndim)
    if dim is not None:
        g, out = (shape.kept(part, input.shape, at, keepdim) for part in (g, out))
    if elements_of(input).all():
        return g * (out / input)
    if dim is None:
        flat = shape.view(shape.contiguous(input), (-1,))
        return shape.view(others(g, flat, 0), input.shape)
    return others(g, input, at)


prod_slope: Composite = composite(
    "prod_slope", body=_prod_slope, formula=lambda g, input, out, *_: g * out / input,
    samples=[(real(), real(3), real(), None, False)],
)  # fmt: skip


def _product(input: Value, dim: int | None, keepdim: bool, dtype: DType | None) -> Value:
    if dtype is not None:
        input = input.astype(dtype.numpy)
    elif input.dtype.kind in "bui":
        input = input.astype(np.int64)
    axis = wrap_dims(dim, input.ndim)
    return input.prod(axis=axis, keepdims=keepdim)


ZEROS = ((given(2.0, 0.0, 3.0),), (given(0.0, 0.0, 3.0),))
prod_all: Op = op(
    "prod.all", grad_fn="ProdBackward0",
    forward=lambda input, *, dtype=None: _product(input, None, False, dtype),
    vjp=dict(input=lambda g, input, out: prod_slope(g, input, out, None, False)),
    cost=reduction_cost, samples=[(real(3),), (real(2, 3),), (real(),), *ZEROS],
)  # fmt: skip
prod_dim: Op = op(
    "prod.dim", grad_fn="ProdBackward1",
    forward=lambda input, dim, keepdim=False, *, dtype=None: _product(input, dim, keepdim, dtype),
    vjp=dict(
        input=lambda g, input, out, dim, keepdim: prod_slope(g, input, out, dim, keepdim)
    ),
    cost=reduction_cost,
    samples=[(real(2, 3), 0), (real(2, 3), -1, True), (given([2.0, 0.0], [0.0, 3.0]), 1)],
)  # fmt: skip
overload(
    "prod", "torch.prod .prod",
    lambda input, dim=None, keepdim=False, *, dtype=None: prod_all if dim is None else prod_dim,
)  # fmt: skip


# extrema


def _not_empty(name: str, input: Value, dims: Sequence[int] | None) -> None:
    """PyTorch's errors for the extremum of nothing."""
    if dims is None:
        if not input.size:
            raise EMPTY_REDUCTION.error(name=name)
        return
    for d in dims:
        if input.ndim and input.shape[d] == 0:
            raise EMPTY_REDUCTION_DIM.error(name=name, dim=d)


def _is_extremum(input: Value, out: Value) -> Value:
    return isnan(input) if np.isnan(elements_of(out)) else eq(input, out)


is_extremum: Composite = composite(
    "is_extremum", body=_is_extremum, formula=lambda input, out: eq(input, out),
    samples=[(integers(1, 2, 2), integers(2))],
)  # fmt: skip


def _share(g: Value, chosen: Value) -> Value:
    return masked_fill_tensor(zeros(where(chosen, g, g)), chosen, g / sum_all(chosen))


share: Composite = composite(
    "share", body=_share, samples=[(real(), booleans(True, False, True))],
    formula=lambda g, chosen: where(chosen, g / sum_(chosen), 0),
)  # fmt: skip
"""A gradient shared evenly among the elements of all that were `chosen`."""


def _reduced(values: Value, shape_: Shape, dim: Dim, keepdim: bool) -> Value:
    """What was reduced over `dim`, in a shape that has the dimensions, as PyTorch sees it."""
    if keepdim:
        return values
    dims = () if dim is None or dim == () else wrap_dims(dim, len(shape_) or 1)
    left = iter(values.shape)
    total = len(values.shape) + len(dims)
    return shape.reshape(values, tuple(1 if d in dims else next(left) for d in range(total)))


def _share_along(
    g: Value, input: Value, out: Value, shape_: Shape, dim: Dim, keepdim: bool
) -> Value:
    dims = list(wrap_dims(None if dim == () else dim, len(shape_) or 1))
    chosen = eq(_reduced(out, shape_, dim, keepdim), input)
    counted = sum_dim(chosen, dims if len(chosen.shape) else None, True)
    return _reduced(g, shape_, dim, keepdim) / counted * chosen


share_along: Composite = composite(
    "share_along", body=_share_along,
    samples=[(real(), integers(1, 2, 2), integers(2), (3,), None, False)],
    formula=lambda g, input, out, *_: where(eq(input, out), g / sum_(eq(input, out)), 0),
)  # fmt: skip
"""The same of those that are equal to what was found over `dim`."""


def _extremum(name: str, reduce: Callable[..., Value]) -> Op:
    """`max()` and `min()` of all elements; ties share the gradient."""

    def forward(input: Value) -> Value:
        _not_empty(name, input, None)
        return reduce(input)

    return op(
        f"{name}.all", grad_fn=f"{name.capitalize()}Backward1", written={"input": 1},
        forward=lambda input: forward(input),
        vjp=dict(
            input=lambda g, input, out: share(g, is_extremum(input, out))
        ),
        cost=reduction_cost, samples=[(real(3),), (real(2, 3),), (real(),)],
        kinks=[(given(1.0, 1.0, 0.0),), (given(1.0, float("nan")),)],
    )  # fmt: skip


def _extremum_dim(name: str, argument: Callable[..., Value]) -> Op:
    """`max(dim)` and `min(dim)`: values and indices; the first of several gets the gradient."""

    def forward(input: Value, dim: int, keepdim: bool) -> tuple[Value, Value]:
        array = np.asarray(input)
        dim = wrap_dim(dim, array.ndim)
        if not array.ndim:
            return input, np.int64(0)
        _not_empty(name, array, (dim,))
        indices = np.expand_dims(argument(array, dim), dim)
        values = np.take_along_axis(array, indices, dim)
        return (values, indices) if keepdim else (values.squeeze(dim), indices.squeeze(dim))

    return op(
        f"{name}.dim", grad_fn=f"{name.capitalize()}Backward0", outputs="values indices",
        written={"input": 2},
        forward=lambda input, dim, keepdim=False: forward(input, dim, keepdim),
        vjp=dict(
            input=lambda g, indices, input_shape, dim, keepdim: index.put_back(
                g[0], indices, input_shape, dim, keepdim
            )
        ),
        cost=reduction_cost, samples=[(real(2, 3), 0), (real(2, 3), -1, True), (real(), 0)],
        kinks=[(given(1.0, 1.0, 0.0), 0), (given([1.0, 0.0], [float("nan"), 2.0]), 1)],
    )  # fmt: skip


max_all: Op = _extremum("max", np.max)
max_dim: Op = _extremum_dim("max", np.argmax)
min_all: Op = _extremum("min", np.min)
min_dim: Op = _extremum_dim("min", np.argmin)


def _max_case(input: object, dim: object = None, keepdim: bool = False) -> Callee:
    if dim is None:
        return max_all
    return max_dim if isinstance(dim, int) else maximum


def _min_case(input: object, dim: object = None, keepdim: bool = False) -> Callee:
    if dim is None:
        return min_all
    return min_dim if isinstance(dim, int) else minimum


overload("max", "torch.max .max", _max_case)
overload("min", "torch.min .min", _min_case)


def _first_zero(input: Value, dims: tuple[int, ...], keepdim: bool) -> Value:
    """0 with the sign of the first zero over these dimensions."""
    whole = [n for d, n in enumerate(input.shape) if d not in dims]
    rows = np.moveaxis(input, dims, range(-len(dims), 0)).reshape(*whole, -1)
    first = np.expand_dims(np.argmax(rows == 0, -1), -1)
    zeros_there = np.take_along_axis(rows, first, -1)
    return zeros_there.reshape(np.sum(input, axis=dims, keepdims=keepdim).shape)


def _extrema(name: str, reduce: Callable[..., Value]) -> Op:
    """`amax` and `amin` over any dimensions; ties share the gradient."""

    def forward(input: Value, dim: Dim, keepdim: bool) -> Value:
        dims = wrap_dims(dim, input.ndim)
        _not_empty(name, input, dims)
        found = reduce(input, axis=dims, keepdims=keepdim)
        if input.dtype.kind == "f" and input.ndim and not np.all(found):
            return np.where(found == 0, _first_zero(input, dims, keepdim), found)
        return found

    return op(
        name, f"torch.{name} .{name}", grad_fn=f"{name.capitalize()}Backward0",
        forward=lambda input, dim=(), keepdim=False: forward(input, dim, keepdim),
        vjp=dict(
            input=lambda g, input, out, input_shape, dim, keepdim: share_along(
                g, input, out, input_shape, dim, keepdim
            )
        ),
        cost=reduction_cost, samples=[*REDUCTIONS, (real(2, 3),)],
        kinks=[(given([1.0, 1.0, 0.0], [2.0, 2.0, 2.0]), 1)],
    )  # fmt: skip


amax: Op = _extrema("amax", np.max)
amin: Op = _extrema("amin", np.min)


def _argument(name: str, find: Callable[..., Value]) -> Op:
    """`argmax` and `argmin`: no derivative."""

    def forward(input: Value, dim: int | None, keepdim: bool) -> Value:
        if input.dtype.kind == "b":
            raise ARG_BOOL.error(name=name)
        if dim is None:
            if not input.size:
                raise EMPTY_REDUCTION_ARG.error(name=name)
            found = find(input)
            return np.full((1,) * input.ndim, found) if keepdim else found
        dim = wrap_dim(dim, input.ndim)
        _not_empty(name, input, (dim,))
        return find(input, dim, keepdims=keepdim) if input.ndim else np.int64(0)

    return op(
        name, f"torch.{name} .{name}",
        forward=lambda input, dim=None, keepdim=False: forward(input, dim, keepdim),
        vjp=dict(input=None), cost=reduction_cost,
        samples=[(real(3),), (real(2, 3), 0), (real(2, 3), -1, True), (real(),)],
    )  # fmt: skip


argmax: Op = _argument("argmax", np.argmax)
argmin: Op = _argument("argmin", np.argmin)


def _truth(name: str, reduce: Callable[..., Value]) -> Op:
    """`all` and `any`: no derivative."""

    def forward(input: Value, dim: Dim, keepdim: bool) -> Value:
        result = reduce(input, axis=wrap_dims(dim, input.ndim), keepdims=keepdim)
        return result.astype(np.uint8) if input.dtype == np.uint8 else result

    return op(
        name, f"torch.{name} .{name}",
        forward=lambda input, dim=None, keepdim=False: forward(input, dim, keepdim),
        vjp=dict(input=None), cost=reduction_cost,
        samples=[(booleans(True, False),), (real(2, 3), 0), (booleans([True], [False]), 1, True)],
    )  # fmt: skip


all_: Op = _truth("all", np.all)
any_: Op = _truth("any", np.any)
count_nonzero: Op = op(
    "count_nonzero", "torch.count_nonzero .count_nonzero",
    forward=lambda input, dim=None: np.int64(
        np.count_nonzero(input, axis=None if dim is None else wrap_dims(dim, input.ndim))
    ),
    vjp=dict(input=None), cost=reduction_cost, samples=[(given(1.0, 0.0, 2.0),)],
)  # fmt: skip


# order


def _sorted(input: Value, dim: int, descending: bool) -> tuple[Value, Value]:
    if not input.ndim:
        return input, np.int64(0)
    wrap_dim(dim, input.ndim)
    if descending:  # equal elements keep their order
        turned = np.argsort(np.flip(input, dim), dim, kind="stable")
        indices = np.flip(input.shape[dim] - 1 - turned, dim)
    else:
        indices = np.argsort(input, dim, kind="stable")
    return np.take_along_axis(input, indices, dim), indices


def _sort_cost(input: Value, *_: object, **__: object) -> Cost:
    return 2 * input.size, input.size * max(1, input.size.bit_length())


sort: Op = op(
    "sort", "torch.sort .sort", outputs="values indices", grad_fn="SortBackward0",
    written={"input": 2},
    forward=lambda input, dim=-1, descending=False, *, stable=False: _sorted(
        input, dim, descending
    ),
    vjp=dict(
        input=lambda g, indices, input_shape, dim: index.put_back(
            g[0], indices, input_shape, dim, True
        )
    ),
    cost=_sort_cost,
    samples=[(real(4),), (real(2, 3), 0), (real(2, 3), {"descending": True})],
    kinks=[(given(1.0, 2.0, 1.0),)],
)  # fmt: skip
argsort: Op = op(
    "argsort", "torch.argsort .argsort",
    forward=lambda input, dim=-1, descending=False, *, stable=False: _sorted(
        input, dim, descending
    )[1],
    vjp=dict(input=None), cost=_sort_cost,
    samples=[(real(4),), (real(2, 3), 0), (real(2, 3), -1, True)],
)  # fmt: skip


def _top(input: Value, k: int, dim: int, largest: bool) -> tuple[Value, Value]:
    dim = wrap_dim(dim, input.ndim)
    if not 0 <= k <= (input.shape[dim] if input.ndim else 1):
        raise TOPK_RANGE.error()
    values, indices = _sorted(input, dim, largest)
    if not input.ndim:
        return values, indices
    first = index.along(dim, slice(0, k))
    return values[first], indices[first]


topk: Op = op(
    "topk", "torch.topk .topk", outputs="values indices", grad_fn="TopkBackward0",
    written={"input": 2},
    forward=lambda input, k, dim=-1, largest=True, sorted=True: _top(input, k, dim, largest),
    vjp=dict(
        input=lambda g, indices, input_shape, dim: index.put_back(
            g[0], indices, input_shape, dim, True
        )
    ),
    cost=_sort_cost,
    samples=[(real(4), 2), (real(2, 3), 1, 0), (real(2, 3), 2, -1, False)],
)  # fmt: skip


def _median(input: Value) -> Value:
    flat = np.sort(np.asarray(input).reshape(-1), kind="stable")
    if not flat.size:
        return np.nan
    return flat[-1] if np.isnan(flat[-1]) else flat[(flat.size - 1) // 2]


median_all: Op = op(
    "median.all", grad_fn="MedianBackward0",
    written={"input": 1},
    forward=_median,
    vjp=dict(
        input=lambda g, input, out: share(g, is_extremum(input, out))
    ),
    cost=_sort_cost,
    samples=[(real(3),), (real(2, 2),)], kinks=[(given(1.0, 1.0, 0.0, 2.0),)],
)  # fmt: skip


def _median_dim(input: Value, dim: int, keepdim: bool) -> tuple[Value, Value]:
    dim = wrap_dim(dim, input.ndim)
    if not input.ndim:
        return input, np.int64(0)
    values, indices = _sorted(input, dim, False)
    middle = (input.shape[dim] - 1) // 2
    place = index.along(dim, slice(middle, middle + 1) if keepdim else middle)
    return values[place], indices[place]


median_dim: Op = op(
    "median.dim", outputs="values indices", grad_fn="MedianBackward1",
    written={"input": 2},
    forward=lambda input, dim, keepdim=False: _median_dim(input, dim, keepdim),
    vjp=dict(
        input=lambda g, indices, input_shape, dim, keepdim: index.put_back(
            g[0], indices, input_shape, dim, keepdim
        )
    ),
    cost=_sort_cost, samples=[(real(2, 3), 0), (real(2, 3), -1, True)],
)  # fmt: skip
overload(
    "median", "torch.median .median",
    lambda input, dim=None, keepdim=False: median_all if dim is None else median_dim,
)  # fmt: skip


# norms


def _vector_norm(input: Value, ord: float, dim: Dim, keepdim: bool, dtype: DType | None) -> Value:
    if input.dtype.kind != "f":
        raise NORM_DTYPE.error(dtype=OF_NUMPY[input.dtype].scalar_name)
    dims = wrap_dims(dim, input.ndim)
    wanted = dtype.numpy if dtype else input.dtype
    size = np.abs(input.astype(np.float64))
    if ord == math.inf:
        norm = size.max(axis=dims, keepdims=keepdim)
    elif ord == -math.inf:
        norm = size.min(axis=dims, keepdims=keepdim)
    elif ord == 0:
        norm = (size != 0).sum(axis=dims, keepdims=keepdim)
    elif ord == 2:
        squares = input.astype(wanted) * input.astype(wanted)
        norm = np.sqrt(add_up(squares, dims, keepdim))
    else:
        norm = (size**ord).sum(axis=dims, keepdims=keepdim) ** (1 / ord)
    return norm.astype(wanted)


def _norm_slope(
    g: Value, input: Value, out: Value, shape_: Shape, ord: float, dim: Dim, keepdim: bool
) -> Value:
    if dim == ():
        dim = None
    g, norm = (shape.kept(part, shape_, dim, keepdim) for part in (g, out))
    if ord == 0:
        return zeros(g * input)
    if ord == 1:
        return sgn(input) * g
    if ord == 2:
        return g * masked_fill_number(input / norm, eq(norm, 0), 0)
    if abs(ord) == math.inf:
        sizes = abs_(input)
        largest = logical_or(eq(sizes, norm), isnan(sizes))
        return sgn(input) * (g / sum_dim(largest, dim, True) * largest)
    if ord < 1:
        slopes = sgn(input) * masked_fill_number(pow_(abs_(input), ord - 1), eq(input, 0), 0)
        return slopes * g * pow_(norm, 1 - ord)
    slopes = (
        sgn(input) * pow_(abs_(input), ord - 1) if ord < 2 else input * pow_(abs_(input), ord - 2)
    )
    return slopes * masked_fill_number(g / pow_(norm, ord - 1), eq(norm, 0), 0)


norm_slope: Composite = composite(
    "norm_slope", body=_norm_slope,
    formula=lambda g, input, out, *_: g * input / out,
    samples=[(real(), real(3), positive(), (3,), 2, None, False)],
)  # fmt: skip
vector_norm: Op = op(
    "vector_norm", "linalg.vector_norm", grad_fn="LinalgVectorNormBackward0",
    forward=lambda input, ord=2, dim=None, keepdim=False, *, dtype=None: _vector_norm(
        input, ord, dim, keepdim, dtype
    ),
    vjp=dict(
        input=lambda g, input, out, input_shape, ord, dim, keepdim: norm_slope(
            g, input, out, input_shape, ord, dim, keepdim
        )
    ),
    cost=lambda input, ord=2, dim=None, keepdim=False, **_: reduction_cost(input, dim, keepdim),
    samples=[(real(3),), (real(2, 3), 1), (real(2, 3), 3, 0), (real(2, 3), 2, (0, 1), True),
             (real(3), math.inf), (real(2, 3), -math.inf, 1), (real(3), 0.5), (real(3), 1.5),
             (real(),)],
    kinks=[(given(0.0, 0.0),), (given(0.0, 1.0), 1), (given(1.0, -1.0, 0.5), math.inf),
           (given(0.0, 0.0), 3), (given(0.0, 1.0), 0.5)],
)  # fmt: skip


norm_row: Op = op(
    "norm.dim", grad_fn="NormBackward1",
    forward=lambda input, p, dim, keepdim=False: _vector_norm(input, p, dim, keepdim, None),
    vjp=dict(
        input=lambda g, input, out, input_shape, p, dim, keepdim: norm_slope(
            g, input, out, input_shape, p, dim, keepdim
        )
    ),
    cost=lambda input, p, dim, keepdim=False: reduction_cost(input, dim, keepdim),
    samples=[(real(3), 2, -1), (real(2, 3), 1, 0, True)],
)  # fmt: skip
"""What PyTorch's own functions record for the norm along a dimension."""


def _norm(
    input: Value, p: Number | str | None = "fro", dim: Dim = None, keepdim: bool = False,
    *, dtype: DType | None = None,
) -> Value:  # fmt: skip
    if p == "nuc":
        return TABLE["matrix_norm"](input, p, (-2, -1) if dim is None else dim, keepdim)
    if isinstance(p, str) and p != "fro":
        raise NORM_ORDER.error(order=repr(p))
    order = 2 if p is None or p == "fro" else p
    return vector_norm(input, order, dim, keepdim, dtype=dtype)


norm: Composite = composite(
    "norm", "torch.norm .norm", body=_norm,
    samples=[(real(3),), (real(2, 3), 1), (real(2, 3), 2, 0), (real(2, 3), {"dim": 1}),
             (real(2, 3), "fro", (0, 1), True)],
)  # fmt: skip


def linalg_norm_simple(
    A: Value, ord: Number | str | None, dim: object, keepdim: bool, dtype: DType | None  # noqa: N803
) -> Value:  # fmt: skip
    """`linalg.norm` of vectors, or of all elements."""
    order = 2 if ord is None or isinstance(ord, str) else ord
    return vector_norm(A, order, dim, keepdim, dtype=dtype)


def _dist(input: Value, other: Value, p: float) -> Value:
    return _vector_norm(input - other, p, None, False, None)


dist: Op = op(
    "dist", "torch.dist .dist", promotes="common", grad_fn="DistBackward0", cost=elementwise_cost,
    forward=lambda input, other, p=2: _dist(input, other, p),
    vjp=dict(
        input=lambda g, input, other, out, p: dist_slope(g, input, other, out, p),
        other=lambda g, input, other, out, p: -dist_slope(g, input, other, out, p),
    ),
    samples=[(real(3), real(3)), (real(2, 3), real(3), 1), (real(3), real(3), 3),
             (real(3), real(3), math.inf)],
    kinks=[(given(1.0, 2.0), given(1.0, 2.0)), (given(1.0, 2.0), given(1.0, 3.0), 1)],
)  # fmt: skip


def _dist_slope(g: Value, input: Value, other: Value, out: Value, p: float) -> Value:
    apart = input - other
    return norm_slope(g, apart, out, apart.shape, p, None, True)


dist_slope: Composite = composite(
    "dist_slope", body=_dist_slope, samples=[(real(), real(3), real(3), positive(), 2)],
    formula=lambda g, input, other, out, p: g * (input - other) / out,
)  # fmt: skip
logsumexp: Op = op(
    "logsumexp", "torch.logsumexp .logsumexp torch.special.logsumexp", promotes="float",
    grad_fn="LogsumexpBackward0",
    forward=lambda input, dim, keepdim=False: _log_sum_exp(
        input, wrap_dims(dim, input.ndim), keepdim
    ),
    vjp=dict(
        input=lambda g, input, out, input_shape, dim, keepdim: (
            shape.kept(g, input_shape, dim, keepdim)
            * exp(input - shape.kept(out, input_shape, dim, keepdim))
        )
    ),
    cost=reduction_cost, samples=REDUCTIONS, kinks=[(given(1000.0, -1000.0), 0)],
)  # fmt: skip


def _log_sum_exp(input: Value, dims: tuple[int, ...], keepdim: bool) -> Value:
    top = input.max(axis=dims, keepdims=True)
    top = np.where(np.isfinite(top), top, 0).astype(input.dtype)
    result = exact.log(add_up(exact.exp(input - top), dims, True)) + top
    return result if keepdim else result.squeeze(dims)


# running sums and products


def _running(
    accumulate: Callable[..., Value], input: Value, dim: int, dtype: DType | None
) -> Value:
    dim = wrap_dim(dim, input.ndim)
    if dtype is not None:
        input = input.astype(dtype.numpy)
    elif input.dtype.kind in "bui":
        input = input.astype(np.int64)
    return accumulate(input, dim) if input.ndim else input


cumsum: Op = op(
    "cumsum", "torch.cumsum .cumsum", in_place=True, grad_fn="CumsumBackward0",
    forward=lambda input, dim, *, dtype=None: _running(np.cumsum, input, dim, dtype),
    vjp=dict(input=lambda g, dim: summed_from(g, dim)),
    samples=[(real(3), 0), (real(2, 3), -1), (real(), 0)],
)  # fmt: skip


def _summed_from(input: Value, dim: int) -> Value:
    sizes = input.shape
    if not sizes or size_of(sizes) <= 1 or sizes[dim] == 1:
        return input
    return shape.flip(cumsum(shape.flip(input, dim), dim), dim)


summed_from: Composite = composite(
    "summed_from", body=_summed_from, samples=[(real(3), 0)],
    formula=lambda input, dim: shape.flip(cumsum(shape.flip(input, dim), dim), dim),
)  # fmt: skip
"""From each element on the sum of those that are left."""


def _cumprod_exact(g: Value, input: Value, out: Value, dim: int) -> Value:
    """Along each line: what comes before the first 0, and that 0 itself, get a gradient."""
    zero = input == 0
    first = zero & (np.cumsum(zero, dim) == 1)
    filled = np.where(first, 1, input)
    without = g * np.cumprod(filled, dim)  # as if the first 0 were 1
    after = np.cumsum(zero, dim) > 0
    tail = np.flip(np.cumsum(np.flip(np.where(after, without, 0), dim), dim), dim)
    head = np.flip(np.cumsum(np.flip(g * out, dim), dim), dim) / np.where(zero, 1, input)
    return np.where(first, tail, np.where(after, 0, head))


def _cumprod_slope(g: Value, input: Value, out: Value, dim: int) -> Value:
    sizes = input.shape
    if size_of(sizes) <= 1 or sizes[dim] == 1:
        return g
    if elements_of(input).all():
        return summed_from(out * g, dim) / input
    if not isinstance(input, Lifted) and not isinstance(g, Lifted):
        return _cumprod_exact(g, input, out, dim)
    n, at = sizes[dim], wrap_dim(dim, len(sizes))
    parts = []
    for k in range(n):
        before = prod_dim(index.narrow(input, at, 0, k), at, True) if k else None
        products = [zeros(index.narrow(input, at, 0, 1)) + 1 if before is None else before]
        if k < n - 1:
            after = cumprod(index.slice_(input, at, k + 1), at)
            products.append(after if before is None else before * after)
        omitted = shape.cat(products, at)
        parts.append(sum_dim(index.slice_(g, at, k) * omitted, at))
    return shape.stack(parts, at)


cumprod_slope: Composite = composite(
    "cumprod_slope", body=_cumprod_slope, samples=[(real(3), real(3), real(3), 0)],
    formula=lambda g, input, out, dim: shape.flip(cumsum(shape.flip(g * out, 0), 0), 0) / input,
)  # fmt: skip
cumprod: Op = op(
    "cumprod", "torch.cumprod .cumprod", in_place=True, grad_fn="CumprodBackward0",
    forward=lambda input, dim, *, dtype=None: _running(np.cumprod, input, dim, dtype),
    vjp=dict(input=lambda g, input, out, dim: cumprod_slope(g, input, out, dim)),
    samples=[(real(3), 0), (real(2, 3), -1), (real(), 0), (given(2.0, 0.0, 3.0, 0.0, 1.0), 0)],
)  # fmt: skip
nansum: Op = op(
    "nansum", "torch.nansum .nansum", grad_fn="NansumBackward0",
    forward=lambda input, dim=None, keepdim=False, *, dtype=None: add_up(
        np.where(np.isnan(input), 0, input).astype(input.dtype),
        wrap_dims(dim, input.ndim), keepdim, dtype,
    ),
    vjp=dict(
        input=lambda g, input, input_shape, dim, keepdim: (
            shape.expand(shape.kept(g, input_shape, dim, keepdim), input_shape)
            * logical_not(isnan(input))
        )
    ),
    cost=reduction_cost, samples=[(real(3),), (real(2, 3), 0)],
    kinks=[(given(1.0, float("nan")),)],
)  # fmt: skip
