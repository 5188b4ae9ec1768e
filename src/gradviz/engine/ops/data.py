"""What is computed of measured data: integrals under samples, correlations, powers of points."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradviz.engine.dtypes import INTEGER, Number
from gradviz.engine.messages import (
    COV_WEIGHTS,
    FEW_OBSERVATIONS,
    OBSERVATIONS_DIMS,
    SETTING,
    TRAPEZOID_POINTS,
    UNRAVEL_DTYPE,
    VANDER_COLUMNS,
    VANDER_DIMS,
    VANDER_NEGATIVE,
    Warned,
)
from gradviz.engine.op import Composite, Op, Value, composite, op, query, shape_of
from gradviz.engine.ops import index
from gradviz.engine.ops.compare import clamp_numbers, dtype_of, zeros
from gradviz.engine.ops.elementwise import div_number, mul_number, sqrt
from gradviz.engine.ops.in_place import copy, fill_scalar
from gradviz.engine.ops.linalg import mm
from gradviz.engine.ops.reduce import cumprod, cumsum, elements_of, sum_all, sum_dim
from gradviz.engine.ops.shape import cat, expand, flip, squeeze_all, t, unsqueeze, view
from gradviz.engine.samples import constant, given, integers, positive, real
from gradviz.engine.shapes import Shape, size_of, wrap_dim, wrap_dims

# integrals


def _neighbours(line: Value, dim: int) -> tuple[Value, Value]:
    """All but the last along a dimension, and all but the first."""
    size = shape_of(line)[dim]
    return index.slice_(line, dim, 0, -1), index.slice_(line, dim, 1, max(size, 1))


def _trapezoid(y: Value, x: Value = None, *, dx: Number = 1, dim: int = -1) -> Value:
    """The trapezoidal rule; steps of one width are taken out of the sum, as PyTorch has it."""
    shape = shape_of(y)
    at = wrap_dim(dim, len(shape))
    if not shape[at]:
        return sum_dim(y, at)
    if x is None:
        ends = index.select(y, at, 0) + index.select(y, at, -1)
        return mul_number(sum_dim(y, at) - mul_number(ends, 0.5), dx)
    left, right = _neighbours(_as_points(x, shape, at), at)
    low, high = _neighbours(y, at)
    return div_number(sum_dim((low + high) * (right - left), at), 2.0)


def _apart(input: Value, dim: int, *bounds: int | None) -> Value:
    """One part less another, taken in the order in which PyTorch takes them: the last first."""
    low, high, start, end = bounds
    less = index.slice_(input, dim, start, end)
    return index.slice_(input, dim, low, high) - less


def _weighed(input: Value, dim: int, start: int, weights: Sequence[float]) -> list[Value]:
    """The three samples from `start` on, each times its weight."""
    parts: list[Value] = []
    for step in (2, 1, 0):
        end = start + step + 1
        part = index.slice_(input, dim, start + step, end or None)
        parts.append(mul_number(part, weights[step]))
    return parts[::-1]


def _even_slopes(input: Value, dim: int, step: Number, edge_order: int) -> Value:
    """Central differences of samples that are `step` apart, one-sided ones at both ends."""
    centre = div_number(div_number(_apart(input, dim, 2, None, 0, -2), step), 2)
    if edge_order == 1:
        first = _apart(input, dim, 1, 2, 0, 1)
        final = _apart(input, dim, -1, None, -2, -1)
    else:
        a, b, c = _weighed(input, dim, 0, (-1.5, 2, 0.5))
        first = a + b - c
        a, b, c = _weighed(input, dim, -3, (0.5, 2, 1.5))
        final = c - b + a
    return cat([div_number(first, step), centre, div_number(final, step)], dim)


def _uneven_slopes(input: Value, dim: int, places: Value, edge_order: int) -> Value:
    """The same of samples at any places."""
    steps = np.diff(elements_of(places))
    sizes = [-1 if d == dim else 1 for d in range(len(shape_of(input)))]

    def sum_of(parts: Sequence[tuple[int | None, int | None]], *weights: Value) -> Value:
        terms = [
            index.slice_(input, dim, low, high) * np.reshape(weight, sizes)
            for (low, high), weight in zip(parts, weights, strict=True)
        ]
        return terms[0] + terms[1] + terms[2]

    a, b = steps[:-1], steps[1:]
    centre = sum_of(
        ((0, -2), (1, -1), (2, None)), -b / (a * (a + b)), (b - a) / (a * b), a / (b * (a + b))
    )
    if edge_order == 1:
        first = _apart(input, dim, 1, 2, 0, 1) / np.reshape(steps[:1], sizes)
        final = _apart(input, dim, -1, None, -2, -1) / np.reshape(steps[-1:], sizes)
        return cat([first, centre, final], dim)
    a, b = steps[:1], steps[1:2]
    first = sum_of(
        ((0, 1), (1, 2), (2, 3)),
        -(2 * a + b) / (a * (a + b)), (a + b) / (a * b), -a / (b * (a + b)),
    )  # fmt: skip
    a, b = steps[-2:-1], steps[-1:]
    final = sum_of(
        ((-3, -2), (-2, -1), (-1, None)),
        b / (a * (a + b)), -(a + b) / (a * b), (2 * b + a) / (b * (a + b)),
    )  # fmt: skip
    return cat([first, centre, final], dim)


def _gradient(
    input: Value, *, spacing: object = None, dim: int | Sequence[int] | None = None,
    edge_order: int = 1,
) -> tuple[Value, ...]:  # fmt: skip
    shape = shape_of(input)
    if dim is None:
        dims = list(range(len(shape)))
    else:
        dims = list(wrap_dims(dim, len(shape))) if not isinstance(dim, int) else [
            wrap_dim(dim, len(shape))
        ]  # fmt: skip
    if edge_order not in (1, 2):
        raise SETTING.error(text="torch.gradient only supports edge_order=1 and edge_order=2.")
    steps = list(spacing) if isinstance(spacing, list | tuple) else [
        1 if spacing is None else spacing
    ] * len(dims)  # fmt: skip
    if len(steps) != len(dims):
        raise SETTING.error(
            text="torch.gradient expected spacing to be unspecified, a scalar, or a list of length "
            + (f"equal to 'self.dim() = {len(shape)}', since dim argument was not given, but "
               f"got a list of length {len(steps)}" if dim is None else
               f"{len(dims)} (because dim was given), but got a list of length {len(steps)}")
        )  # fmt: skip
    if any(shape[at] < edge_order + 1 for at in dims):
        raise SETTING.error(
            text="torch.gradient expected each dimension size to be at least edge_order+1"
        )
    return tuple(
        _even_slopes(input, at, step, edge_order) if isinstance(step, Number)
        else _uneven_slopes(input, at, step, edge_order)
        for at, step in zip(dims, steps, strict=True)
    )  # fmt: skip


gradient: Composite = composite(
    "gradient", "torch.gradient", body=_gradient,
    samples=[(real(4),), (real(3, 4),), (real(3, 4), {"dim": 1, "spacing": 2.0}),
             (real(4, 3), {"dim": 0, "edge_order": 2}), (real(4), {"spacing": [0.5]}),
             (real(4), {"spacing": [constant(0.0, 1.0, 2.5, 3.0)]}),
             (real(4), {"spacing": [constant(0.0, 1.0, 2.5, 3.0)], "edge_order": 2})],
)  # fmt: skip


def _as_points(x: Value, shape: Shape, at: int) -> Value:
    """The places of the samples, so that they broadcast along a dimension."""
    points = shape_of(x)
    if len(points) == 1:
        if points[0] != shape[at]:
            raise TRAPEZOID_POINTS.error()
        return view(x, tuple(points[0] if d == at else 1 for d in range(len(shape))))
    if len(points) < len(shape):
        return view(x, (1,) * (len(shape) - len(points)) + points)
    return x


_LINES = (
    (real(4),), (real(2, 3), {"dim": 0}), (real(3), {"dx": 0.5}),
    (real(2, 3), real(3)), (real(2, 3), real(2, 3)),
)  # fmt: skip
trapezoid: Composite = composite("trapezoid", "torch.trapezoid", body=_trapezoid, samples=_LINES)
trapz: Composite = composite("trapz", "torch.trapz", body=_trapezoid, samples=_LINES)


def _cumulative_trapezoid(y: Value, x: Value = None, *, dx: Number = 1, dim: int = -1) -> Value:
    """The integrals up to each point."""
    shape = shape_of(y)
    at = wrap_dim(dim, len(shape))
    low, high = _neighbours(y, at)
    if x is None:
        return cumsum(mul_number(low + high, dx / 2), at)
    left, right = _neighbours(_as_points(x, shape, at), at)
    return div_number(cumsum((low + high) * (right - left), at), 2.0)


composite(
    "cumulative_trapezoid", "torch.cumulative_trapezoid", body=_cumulative_trapezoid,
    samples=_LINES,
)  # fmt: skip


# places


unravel_index: Op = op(
    "unravel_index", "torch.unravel_index", outputs="*",
    forward=lambda indices, shape: tuple(_places(indices, shape)), vjp=dict(indices=None),
    cost=lambda indices, shape: (indices.size * len(_sizes(shape)),) * 2,
    samples=[(integers(5, 7), (2, 3))],
)  # fmt: skip


def _sizes(shape: int | Shape) -> Shape:
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _places(indices: Value, shape: int | Shape) -> list[Value]:
    """Where in a tensor of a shape each number of an element lies."""
    if indices.dtype.kind not in "iu":
        raise UNRAVEL_DTYPE.error(dtype=indices.dtype.name)
    result = []
    for size in reversed(_sizes(shape)):
        result.append(np.asarray(indices % size).astype(np.int64))
        indices = indices // size
    return result[::-1]


# correlations


def _cov(
    input: Value, *, correction: int = 1, fweights: Value = None, aweights: Value = None
) -> Value:
    """The covariances of a matrix's rows, or the variance of one line."""
    ndim = len(shape_of(input))
    if ndim > 2:
        raise OBSERVATIONS_DIMS.error(name="cov", ndim=ndim)
    rows = view(input, (1, -1)) if ndim < 2 else input
    count = shape_of(rows)[1]
    for name, weights, whole in (("fweights", fweights, True), ("aweights", aweights, False)):
        if weights is not None:
            _check_weights(name, weights, whole, count)
    if fweights is None and aweights is None:
        centered = rows - unsqueeze(sum_dim(rows, 1) / count, 1)
        return squeeze_all(mm(centered, t(centered)) / max(count - correction, 0))
    each = fweights if aweights is None else aweights if fweights is None else fweights * aweights
    total = sum_all(each)
    if _is_zero(total):
        raise COV_WEIGHTS.error(text="weights sum to zero, can't be normalized")
    freedom = total
    if aweights is not None and correction:
        freedom = total - mul_number(sum_all(each * aweights), correction) / total
    elif correction:
        freedom = total - correction
    if not _is_positive(freedom):
        freedom = freedom * 0
    centered = rows - unsqueeze(sum_dim(rows * each, 1) / total, 1)
    return squeeze_all(mm(centered, t(centered * each)) / freedom)


_is_zero = query("is_zero", "", forward=lambda input: bool(input == 0), cost=lambda input: (0, 1),
                 samples=[(real(),)])  # fmt: skip
_is_positive = query("is_positive", "", forward=lambda input: bool(input > 0),
                     cost=lambda input: (0, 1), samples=[(real(),)])  # fmt: skip
_has_negative = query("has_negative", "", forward=lambda input: bool(np.any(input < 0)),
                      cost=lambda input: (0, input.size), samples=[(real(3),)])  # fmt: skip


def _check_weights(name: str, weights: Value, whole: bool, count: int) -> None:
    """PyTorch's errors for weights that are none."""
    shape, dtype = shape_of(weights), dtype_of(weights)
    assert dtype is not None
    if len(shape) > 1:
        raise COV_WEIGHTS.error(
            text=f"expected {name} to have one or fewer dimensions but got {name} with "
            f"{len(shape)} dimensions"
        )
    if (dtype.category == INTEGER) is not whole:
        kind = "integral" if whole else "floating point"
        raise COV_WEIGHTS.error(
            text=f"expected {name} to have {kind} dtype but got {name} with {dtype.scalar_name} "
            "dtype"
        )
    if size_of(shape) != count:
        raise COV_WEIGHTS.error(
            text=f"expected {name} to have the same numel as there are observations in the input "
            f"but got {size_of(shape)} != {count}"
        )
    if count and _has_negative(weights):
        raise COV_WEIGHTS.error(text=f"{name} cannot be negative")


def _few(
    input: Value, *, correction: int = 1, fweights: Value = None, aweights: Value = None
) -> Warned | None:
    shape = shape_of(input)
    freedom: float = (shape[-1] if shape else 1) - correction
    given = [np.asarray(w.data) for w in (fweights, aweights) if w is not None]
    if given:
        each = math.prod(given[1:], start=given[0])
        total = float(each.sum())
        if not total:
            return None  # an error follows
        taken = float((each * aweights.data).sum()) / total if aweights is not None else 1
        freedom = total - correction * taken
    return FEW_OBSERVATIONS.of() if len(shape) <= 2 and freedom <= 0 else None


cov: Composite = composite(
    "cov", "torch.cov .cov", body=_cov, warning=_few,
    samples=[(real(2, 4),), (real(3),), (real(2, 3), {"correction": 0}),
             (real(2, 3), {"fweights": integers(1, 2, 3)}),
             (real(2, 3), {"aweights": positive(3)})],
)  # fmt: skip


def _corrcoef(input: Value) -> Value:
    ndim = len(shape_of(input))
    if ndim > 2:
        raise OBSERVATIONS_DIMS.error(name="corrcoef", ndim=ndim)
    result = _cov(input)
    if not shape_of(result):
        return result / result
    deviation = sqrt(index.diagonal(result))
    result = result / view(deviation, (-1, 1))
    result = result / view(deviation, (1, -1))
    return clamp_numbers(result, -1, 1)


corrcoef: Composite = composite(
    "corrcoef", "torch.corrcoef .corrcoef", body=_corrcoef, warning=lambda input: _few(input),
    samples=[(real(2, 4),), (real(3),)],
)  # fmt: skip

# powers


ones_beside: Op = op(
    "vander.ones", counts=True,
    forward=lambda x, columns: np.ones((x.shape[0], columns), x.dtype), vjp=dict(x=None),
    cost=lambda x, columns: (x.size * columns,) * 2, samples=[(real(3), 2)],
)  # fmt: skip


def _vander_of(x: Value, N: int | None = None, increasing: bool = False) -> Value:  # noqa: N803
    shape = shape_of(x)
    if len(shape) != 1:
        raise VANDER_DIMS.error()
    columns = shape[0] if N is None else N
    if columns < 0:
        raise VANDER_NEGATIVE.error()
    result = ones_beside(x, columns)
    if columns > 0:
        fill_scalar(index.select(result, 1, 0), 1, **index.in_place(True))
    if columns > 1:
        copy(index.slice_(result, 1, 1, columns), unsqueeze(x, 1), **index.in_place(True))
        powers = cumprod(index.slice_(result, 1, 1, columns), 1)
        copy(index.slice_(result, 1, 1, columns), powers, **index.in_place(True))
    return result if increasing else flip(result, (1,))


vander_of: Composite = composite(
    "vander", "torch.vander", body=_vander_of,
    kinks=[(real(3), 1), (integers(1, 2, 3), 4)],
)  # fmt: skip
"""In place, as PyTorch has it; so that cumprod's operand is gone when its gradient is asked for."""


def _vander(x: Value, *, N: int | None = None) -> Value:  # noqa: N803  # PyTorch's name
    x = x if shape_of(x) else unsqueeze(x, -1)
    shape = shape_of(x)
    columns = shape[-1] if N is None else N
    if columns <= 1:
        raise VANDER_COLUMNS.error()
    powers = cumprod(expand(unsqueeze(x, -1), (*shape, columns - 1)), -1)
    return cat((zeros(unsqueeze(x, -1)) + 1, powers), -1)


vander: Composite = composite(
    "linalg_vander", "torch.linalg.vander", body=_vander,
    samples=[(real(3),), (real(2, 3),), (given(1.0, 0.0, 2.0), {"N": 2})],
)  # fmt: skip
