"""What is computed of measured data: integrals under samples, correlations, powers of points."""

from __future__ import annotations

from gradviz.engine.dtypes import Number
from gradviz.engine.messages import (
    COV_WEIGHTS,
    FEW_OBSERVATIONS,
    OBSERVATIONS_DIMS,
    TRAPEZOID_POINTS,
    VANDER_COLUMNS,
    Warned,
)
from gradviz.engine.op import Composite, Value, composite, shape_of
from gradviz.engine.ops import index
from gradviz.engine.ops.compare import clamp_numbers, zeros
from gradviz.engine.ops.elementwise import div_number, mul_number, sqrt
from gradviz.engine.ops.linalg import mm
from gradviz.engine.ops.reduce import cumprod, sum_dim
from gradviz.engine.ops.shape import cat, expand, squeeze_all, t, unsqueeze, view
from gradviz.engine.samples import given, real
from gradviz.engine.shapes import wrap_dim

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
    points = shape_of(x)
    if len(points) == 1:
        if points[0] != shape[at]:
            raise TRAPEZOID_POINTS.error()
        x = view(x, tuple(points[0] if d == at else 1 for d in range(len(shape))))
    elif len(points) < len(shape):
        x = view(x, (1,) * (len(shape) - len(points)) + points)
    left, right = _neighbours(x, at)
    low, high = _neighbours(y, at)
    return div_number(sum_dim((low + high) * (right - left), at), 2.0)


_LINES = (
    (real(4),), (real(2, 3), {"dim": 0}), (real(3), {"dx": 0.5}),
    (real(2, 3), real(3)), (real(2, 3), real(2, 3)),
)  # fmt: skip
trapezoid: Composite = composite("trapezoid", "torch.trapezoid", body=_trapezoid, samples=_LINES)
trapz: Composite = composite("trapz", "torch.trapz", body=_trapezoid, samples=_LINES)


# correlations


def _cov(
    input: Value, *, correction: int = 1, fweights: Value = None, aweights: Value = None
) -> Value:
    """The covariances of a matrix's rows, or the variance of one line."""
    if fweights is not None or aweights is not None:
        raise COV_WEIGHTS.error()
    ndim = len(shape_of(input))
    if ndim > 2:
        raise OBSERVATIONS_DIMS.error(name="cov", ndim=ndim)
    rows = view(input, (1, -1)) if ndim < 2 else input
    count = shape_of(rows)[1]
    centered = rows - unsqueeze(sum_dim(rows, 1) / count, 1)
    return squeeze_all(mm(centered, t(centered)) / max(count - correction, 0))


def _few(input: Value, *, correction: int = 1, **_: object) -> Warned | None:
    shape = shape_of(input)
    count = shape[-1] if shape else 1
    return FEW_OBSERVATIONS.of() if len(shape) <= 2 and count <= correction else None


cov: Composite = composite(
    "cov", "torch.cov .cov", body=_cov, warning=_few,
    samples=[(real(2, 4),), (real(3),), (real(2, 3), {"correction": 0})],
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
    "corrcoef", "torch.corrcoef .corrcoef", body=_corrcoef, warning=_few,
    samples=[(real(2, 4),), (real(3),)],
)  # fmt: skip

# powers


def _vander(x: Value, *, N: int | None = None) -> Value:  # noqa: N803  # PyTorch's name
    x = x if shape_of(x) else unsqueeze(x, -1)
    shape = shape_of(x)
    columns = shape[-1] if N is None else N
    if columns <= 1:
        raise VANDER_COLUMNS.error()
    powers = cumprod(expand(unsqueeze(x, -1), (*shape, columns - 1)), -1)
    return cat((zeros(unsqueeze(x, -1)) + 1, powers), -1)


vander: Composite = composite(
    "vander", "torch.linalg.vander", body=_vander,
    samples=[(real(3),), (real(2, 3),), (given(1.0, 0.0, 2.0), {"N": 2})],
)  # fmt: skip
