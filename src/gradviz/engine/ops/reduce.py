"""Ops that make fewer elements of many: sums, means, extrema."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.engine.dtypes import OF_NUMPY, DType
from gradviz.engine.messages import MEAN_DTYPE
from gradviz.engine.op import Callee, Composite, Op, Overload, Value, composite, op, overload
from gradviz.engine.ops import shape
from gradviz.engine.samples import real
from gradviz.engine.shapes import Shape, size_of, wrap_dims

Dim = int | Sequence[int] | None

REDUCTIONS = (
    (real(2, 3), 0),
    (real(2, 3), -1),
    (real(2, 3), 1, True),
    (real(2, 3, 2), (0, -1)),
    (real(), 0),
)
"""Arguments of a reduction over `dim`: first, last, kept, several, of a 0-d tensor."""


def _count(shape: Shape, dim: Dim = None) -> int:
    return size_of([shape[d] for d in wrap_dims(dim, len(shape))])


count: Composite = composite("count", body=_count, samples=[((2, 3), 0)])
"""How many elements each element of a reduction over `dim` stands for."""


def add_up(input: Value, dims: Sequence[int] | None, keepdim: bool, dtype: DType | None) -> Value:
    """The sum; integers and bools add up in int64, small float32 arrays in float64."""
    axis = None if dims is None else tuple(dims)
    if dtype is not None:
        input = input.astype(dtype.numpy)
    kind = input.dtype.kind
    if kind in "bui":
        return input.sum(axis=axis, keepdims=keepdim, dtype=np.int64)
    return input.sum(axis=axis, keepdims=keepdim)


sum_all: Op = op(
    "sum.all", grad_fn="SumBackward0",
    forward=lambda input, *, dtype=None: add_up(input, None, False, dtype),
    vjp=dict(input=lambda g, input_shape: shape.expand(g, input_shape)),
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
    n = size_of([input.shape[d] for d in dims])
    return add_up(input, dims, keepdim, None) / input.dtype.type(n)


mean_all: Op = op(
    "mean.all", grad_fn="MeanBackward0",
    forward=lambda input, *, dtype=None: _mean(input, None, False, dtype),
    vjp=dict(input=lambda g, input_shape: shape.expand(g, input_shape) / count(input_shape)),
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
    samples=REDUCTIONS,
)  # fmt: skip


def _mean_case(
    input: object, dim: object = None, keepdim: bool = False, *, dtype: object = None
) -> Callee:
    return mean_all if dim is None and not keepdim else mean_dim


mean: Overload = overload("mean", "torch.mean .mean", _mean_case)
