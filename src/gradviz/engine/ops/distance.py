"""Distances between rows, and parts of a tensor brought to a norm."""

from __future__ import annotations

import math

import numpy as np

from gradviz.engine.dtypes import Number, float64
from gradviz.engine.messages import SETTING
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, shape_of
from gradviz.engine.ops.compare import dtype_of, where
from gradviz.engine.ops.elementwise import not_implemented, reciprocal
from gradviz.engine.ops.reduce import norm_slope, sum_dim, vector_norm
from gradviz.engine.ops.shape import to
from gradviz.engine.samples import given, positive, real
from gradviz.engine.shapes import size_of, wrap_dim


def _pdist(input: Value, p: float) -> Value:
    rows, others = np.triu_indices(len(input), 1)
    apart = np.abs(input[rows].astype(np.float64) - input[others])
    if p == 0:
        result = (apart != 0).sum(-1)
    elif p == math.inf:
        result = apart.max(-1, initial=0)
    else:
        result = np.sqrt((apart**2).sum(-1)) if p == 2 else (apart**p).sum(-1) ** (1 / p)
    return result.astype(input.dtype)


def _pdist_slope(grad_output: Value, input: Value, pdist: Value, p: float) -> Value:
    """What the distance of each pair hands to its two rows."""
    result: Value = np.zeros(input.shape, input.dtype)
    if not result.size or not pdist.size:
        return result
    rows, others = np.triu_indices(len(input), 1)
    apart = input[rows] - input[others]
    with np.errstate(all="ignore"):
        slopes = norm_slope(grad_output, apart, pdist, apart.shape, p, -1, False)
    np.add.at(result, rows, slopes)
    np.add.at(result, others, -slopes)
    return result


def _pdist_cost(input: Value, p: float = 2) -> Cost:
    if input.ndim != 2:
        raise SETTING.error(text=f"pdist only supports 2D tensors, got: {input.ndim}D")
    if input.dtype.kind != "f":
        raise SETTING.error(text="pdist only supports floating-point dtypes")
    if p < 0:
        raise SETTING.error(text="pdist only supports non-negative p values")
    pairs = len(input) * (len(input) - 1) // 2
    return pairs * (2 * input.shape[1] + 1), 4 * pairs * input.shape[1]


def _no_second(g: Value) -> Value:
    return not_implemented(g, "_pdist_backward")


pdist_back: Op = op(
    "pdist_backward", grad_fn="PdistBackwardBackward0",
    forward=lambda grad_output, input, pdist, p: _pdist_slope(grad_output, input, pdist, p),
    vjp=dict.fromkeys(("grad_output", "input", "pdist"), lambda g: _no_second(g)),
    cost=lambda grad_output, input, pdist, p: (
        3 * grad_output.size * input.shape[1], 8 * grad_output.size * input.shape[1]
    ),
    kinks=[(real(3), real(3, 2), positive(3), 2.0)],
)  # fmt: skip
pdist: Op = op(
    "pdist", "F.pdist torch.pdist", grad_fn="PdistBackward0",
    forward=lambda input, p=2: _pdist(input, p),
    vjp=dict(input=lambda g, input, out, p: pdist_back(g, input, out, p)),
    cost=_pdist_cost,
    kinks=[(real(4, 2),), (real(3, 2), 1), (real(3, 2), 3), (real(3, 2), math.inf),
           (given([1.0, 2.0], [1.0, 2.0], [0.0, 1.0]),)],
)  # fmt: skip


# parts of a tensor, brought to a norm


def _renorm(input: Value, p: Number, dim: int, maxnorm: Number) -> Value:
    dim = wrap_dim(dim, input.ndim)
    rest = tuple(d for d in range(input.ndim) if d != dim)
    norms: Value = vector_norm.forward(input, p, rest, True, dtype=float64)
    factors = np.where(norms > maxnorm, maxnorm / (norms + 1e-7), 1)
    return input * factors.astype(input.dtype)


def _renorm_slope(g: Value, input: Value, p: Number, dim: int, maxnorm: Number) -> Value:
    """PyTorch's `renorm_backward`, which adds up in float64."""
    ndim = len(shape_of(input))
    rest = [d for d in range(ndim) if d != wrap_dim(dim, ndim)]
    norms = vector_norm(input, p, rest, True, dtype=float64)
    arrived = sum_dim(input * g, rest, True, dtype=float64)
    slopes = norm_slope(arrived, input, norms, shape_of(input), p, rest, True)
    inverse = reciprocal(norms + 1e-7)
    slope = maxnorm * inverse * (g - inverse * slopes)
    dtype = dtype_of(g)
    return where(norms > maxnorm, slope if dtype is float64 else to(slope, dtype), g)


renorm_slope: Composite = composite(
    "renorm_slope", body=_renorm_slope, samples=[(real(2, 3), positive(2, 3), 2, 0, 0.5)]
)


def _renorm_cost(input: Value, p: Number, dim: int, maxnorm: Number) -> Cost:
    if p <= 0:
        raise SETTING.error(text="renorm: non-positive-norm not supported")
    if maxnorm < 0:
        raise SETTING.error(text=f"renorm: expected maxnorm to be >= 0 but got {maxnorm:g}")
    if input.ndim < 2:
        raise SETTING.error(
            text=f"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions"
        )
    return size_of(input.shape), 6 * size_of(input.shape)


renorm: Op = op(
    "renorm", "torch.renorm .renorm", in_place=True, grad_fn="RenormBackward0",
    forward=lambda input, p, dim, maxnorm: _renorm(input, p, dim, maxnorm),
    vjp=dict(input=lambda g, input, p, dim, maxnorm: renorm_slope(g, input, p, dim, maxnorm)),
    cost=_renorm_cost,
    samples=[(positive(2, 3), 2, 0, 0.5), (positive(2, 3), 1, 1, 1.0), (real(2, 3), 3, -1, 50.0)],
)  # fmt: skip
