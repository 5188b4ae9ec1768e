"""Ops that put elements at places: index_add and its kin, scatter_reduce, masked_scatter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.engine.dtypes import OF_NUMPY, Number, int64
from gradviz.engine.messages import (
    ADD_DTYPES,
    ADD_INDEX,
    ALONG_DIMS,
    ALONG_DTYPE,
    COPY_COUNT,
    COPY_DTYPES,
    FILL_INDEX,
    INDEX_COUNT,
    INDEX_FILL_DIMS,
    INDEX_LONG,
    INDEX_RANGE,
    MASKED_DTYPES,
    MASKED_SOURCE,
    PLACE_RANGE,
    PUT_DTYPES,
    SCATTER_MASK,
    SCATTER_REDUCE_WORD,
    SELECT_INDEX,
    SLICE_SIZES,
)
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, shape_of
from gradviz.engine.ops import compare, index
from gradviz.engine.ops.compare import eq, logical_and, masked_fill_number, where, zeros
from gradviz.engine.ops.elementwise import times
from gradviz.engine.ops.index import (
    along,
    gather_row,
    in_place,
    index_select_row,
    places,
    scatter_number,
    slice_,
)
from gradviz.engine.ops.reduce import elements_of, sum_all
from gradviz.engine.ops.shape import expand, flatten, reshape, view
from gradviz.engine.samples import booleans, integers, real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of, wrap_dim


def _cost(input: Value, *_: object, **__: object) -> Cost:
    return input.size, 2 * input.size


# along one dimension


def _check(name: str, input: Value, at: Value, source: Value, dim: int) -> int:
    dim = wrap_dim(dim, input.ndim)
    kinds = {"index": OF_NUMPY[at.dtype].scalar_name, "input": OF_NUMPY[input.dtype].scalar_name}
    if name == "index_fill":
        if at.dtype != np.int64:
            raise FILL_INDEX.error()
    else:
        _check_source(name, input, at, source, kinds)
    size = input.shape[dim] if input.ndim else 1
    if source is not None and getattr(source, "ndim", False) and source.shape[dim] != at.size:
        if name == "index_copy_":
            raise COPY_COUNT.error(count=at.size, size=source.shape[dim])
        raise INDEX_COUNT.error(name=name, count=at.size, size=source.shape[dim], dim=dim)
    outside = np.ravel(at)[(np.ravel(at) < 0) | (np.ravel(at) >= size)]
    if outside.size:
        kind = INDEX_RANGE if name == "index_fill" else PLACE_RANGE
        raise kind.error(index=outside[0], dim=dim, size=size)
    return dim


def _check_source(name: str, input: Value, at: Value, source: Value, kinds: dict[str, str]) -> None:
    """The dtypes of the index, and of what is added or copied."""
    adds = name == "index_add_"
    if at.ndim < 2 and at.dtype not in ((np.int32, np.int64) if adds else (np.int64,)):
        raise (ADD_INDEX if adds else INDEX_LONG).error(name=name, dtype=kinds["index"])
    if source.dtype != input.dtype:
        given = OF_NUMPY[source.dtype].scalar_name
        raise (ADD_DTYPES if adds else COPY_DTYPES).error(input=kinds["input"], source=given)


def _index_add(input: Value, at: Value, source: Value, dim: int, alpha: Number) -> Value:
    dim = _check("index_add_", input, at, source, dim)
    result: Value = np.array(input, ndmin=1)
    place = along(dim, np.atleast_1d(at))[:-1]
    np.add.at(result, place, source if alpha == 1 else source * alpha)  # type: ignore[arg-type]
    return result.reshape(input.shape)


def _index_copy(input: Value, at: Value, source: Value, dim: int) -> Value:
    dim = _check("index_copy_", input, at, source, dim)
    result: Value = np.array(input, ndmin=1)
    result[along(dim, np.atleast_1d(at))[:-1]] = source
    return result.reshape(input.shape)


def _index_fill(input: Value, at: Value, value: Value, dim: int) -> Value:
    dim = _check("index_fill", input, at, None, dim)
    if getattr(value, "ndim", 0):
        raise INDEX_FILL_DIMS.error(ndim=value.ndim)
    result: Value = np.array(input, ndmin=1)
    result[along(dim, np.atleast_1d(at))[:-1]] = value
    return result.reshape(input.shape)


index_fill_number: Op = op(
    "index_fill.Scalar", grad_fn="IndexFillBackward0", in_place=True, cost=_cost,
    forward=lambda input, index, value, dim: _index_fill(input, index, value, dim),
    vjp=dict(
        input=lambda g, index, dim: index_fill_number(g, index, 0, dim), index=None, value=None
    ),
    samples=[(real(2, 3), integers(0, 2), 1.5, 1)],
)  # fmt: skip
distinct: Op = op(
    "distinct", forward=lambda index: np.unique(index), vjp=dict(index=None),
    symbol="_", samples=[(integers(1, 1, 0),)],
)  # fmt: skip
"""Each place once."""
index_fill_tensor: Op = op(
    "index_fill.Tensor", grad_fn="IndexFillBackward1", in_place=True, cost=_cost,
    forward=lambda input, index, value, dim: _index_fill(input, index, value, dim),
    vjp=dict(
        input=lambda g, index, dim: index_fill_number(g, index, 0, dim),
        index=None,
        value=lambda g, index, dim: sum_all(index_select_row(g, distinct(index), dim)),
    ),
    samples=[(real(2, 3), integers(0, 2), real(), 1)],
)  # fmt: skip


def _fill_body(
    input: Value, dim: int, index: Value, value: Value, *, inplace: bool = False
) -> Value:
    row = index_fill_number if isinstance(value, Number) else index_fill_tensor
    return row(input, index, value, dim, **in_place(inplace))


index_fill: Composite = composite(
    "index_fill", "torch.index_fill .index_fill", body=_fill_body,
    samples=[(real(2, 3), 1, integers(0, 2), 1.5), (real(3), 0, integers(1), real())],
)  # fmt: skip
picked: Composite = composite(
    "picked", samples=[(real(3), integers(0, 2), (2,), 0, 0.5)],
    body=lambda g, index, shape, dim, alpha: times(
        expand(index_select_row(g, index, dim), shape), alpha
    ),
    formula=lambda g, index, shape, dim, alpha: index_select_row(g, index) * alpha,
)  # fmt: skip
"""The gradient of what was added at the places of an index."""
index_add_row: Op = op(
    "index_add.row", grad_fn="IndexAddBackward0", in_place=True, cost=_cost,
    forward=lambda input, index, source, dim, alpha=1: _index_add(
        input, index, source, dim, alpha
    ),
    vjp=dict(
        input=lambda g: g,
        index=None,
        source=lambda g, index, source_shape, dim, alpha: picked(
            g, index, source_shape, dim, alpha
        ),
    ),
    samples=[(real(3), integers(0, 0), real(2), 0), (real(2, 3), integers(1), real(2, 1), 1, 2)],
)  # fmt: skip
index_add: Composite = composite(
    "index_add", "torch.index_add .index_add", samples=[
        (real(3), 0, integers(0, 0), real(2)), (real(2, 3), 1, integers(1, 0), real(2, 2)),
        (real(3), 0, integers(0, 2), real(2), {"alpha": 0.5}),
    ],
    body=lambda input, dim, index, source, *, alpha=1, inplace=False: index_add_row(
        input, index, source, dim, alpha, **in_place(inplace)
    ),
)  # fmt: skip
index_copy_row: Op = op(
    "index_copy.row", grad_fn="IndexCopyBackward0", in_place=True, cost=_cost,
    forward=lambda input, index, source, dim: _index_copy(input, index, source, dim),
    vjp=dict(
        input=lambda g, index, dim: index_fill_number(g, index, 0, dim),
        index=None,
        source=lambda g, index, source_shape, dim: picked(g, index, source_shape, dim, 1),
    ),
    samples=[(real(3), integers(2, 0), real(2), 0)],
)  # fmt: skip
index_copy: Composite = composite(
    "index_copy", "torch.index_copy .index_copy",
    body=lambda input, dim, index, source, *, inplace=False: index_copy_row(
        input, index, source, dim, **in_place(inplace)
    ),
    samples=[(real(3), 0, integers(2, 0), real(2)), (real(2, 3), 1, integers(1, 0), real(2, 2))],
)  # fmt: skip


def _index_put(
    input: Value, indices: Sequence[Value], values: Value, accumulate: bool = False,
    *, inplace: bool = False,
) -> Value:  # fmt: skip
    from gradviz.engine.ops.in_place import index_put as row  # noqa: PLC0415  # it imports index

    left, right = compare.dtype_of(input), compare.dtype_of(values)
    if left and right and left is not right:
        raise PUT_DTYPES.error(input=left.scalar_name, values=right.scalar_name)
    arrays = [
        None if part is None else np.array(getattr(part, "elements", part)) for part in indices
    ]
    return row(input, values, arrays, accumulate, **in_place(inplace))


index_put: Composite = composite(
    "index_put.call", "torch.index_put .index_put .index_put_", body=_index_put,
    samples=[(real(4), [integers(0, 2)], real(2))],
)  # fmt: skip


# scatter_reduce


_UFUNCS = {
    "sum": np.add, "mean": np.add, "prod": np.multiply, "amax": np.maximum, "amin": np.minimum
}  # fmt: skip
_NEUTRAL = {"sum": 0, "mean": 0, "prod": 1, "amax": -np.inf, "amin": np.inf}


def _scatter_reduce(
    input: Value, at: Value, src: Value, dim: int, reduce: str, include_self: bool
) -> Value:
    if reduce not in _UFUNCS:
        raise SCATTER_REDUCE_WORD.error(reduce=reduce)
    result: Value = np.array(input, ndmin=1)
    where_ = places(np.atleast_1d(at), wrap_dim(dim, result.ndim))
    values = np.atleast_1d(src)[tuple(slice(n) for n in np.atleast_1d(at).shape)]
    if not include_self:
        result[where_] = _NEUTRAL[reduce]
    _UFUNCS[reduce].at(result, where_, values)
    if reduce == "mean":
        counts = np.full(result.shape, int(include_self))
        np.add.at(counts, where_, 1)
        shares = result / np.maximum(counts, 1)
        result = shares.astype(input.dtype) if input.dtype.kind == "f" else np.floor(shares)
    return result.astype(input.dtype).reshape(input.shape)


def _counts(g: Value, at: Value, shape: Shape, dim: int, include_self: bool) -> Value:
    """How many numbers met at each place."""
    at = np.atleast_1d(np.asarray(elements_of(at)))
    counts = np.full(shape or (1,), int(include_self), elements_of(g).dtype)
    np.add.at(counts, places(at, wrap_dim(dim, counts.ndim)), 1)
    return np.maximum(counts, 1).reshape(shape)


def _reduce_slope(
    g: Value, input: Value, at: Value, src: Value, out: Value, dim: int, reduce: str,
    include_self: bool, of_src: bool,
) -> Value:  # fmt: skip
    shape = shape_of(input)
    if reduce in ("sum", "mean"):
        counts = _counts(g, at, shape, dim, include_self) if reduce == "mean" else 1
        if of_src:
            picked = gather_row(g, at, dim)
            return picked / gather_row(counts, at, dim) if reduce == "mean" else picked
        mine = g / counts if reduce == "mean" else g
        return mine if include_self else scatter_number(mine, at, 0, dim)
    if reduce == "prod":
        if of_src:
            return _product_slope(g, input, at, src, out, dim, include_self)
        whole = masked_fill_number(input, eq(input, 0), 1)
        mine = g * scatter_reduce_row(whole, at, src, dim, "prod", include_self) / whole
        return mine if include_self else scatter_number(mine, at, 0, dim)
    return _extreme_slope(g, input, at, src, out, dim, include_self, of_src)


def _product_slope(
    g: Value, input: Value, at: Value, src: Value, out: Value, dim: int, include_self: bool
) -> Value:
    """Of the source's elements; exact where one of them is 0."""
    zero = eq(src, 0)
    whole = masked_fill_number(src, zero, 1)
    ones = masked_fill_number(zeros(src), zero, 1)
    missing = gather_row(index.scatter_add_row(input * 0, at, ones, dim), at, dim)
    others = scatter_reduce_row(input, at, whole, dim, "prod", include_self)
    alone = logical_and(zero, eq(missing, 1))
    return where(alone, gather_row(g * others, at, dim), gather_row(g * out, at, dim) / whole)


def _extreme_slope(
    g: Value, input: Value, at: Value, src: Value, out: Value, dim: int, include_self: bool,
    of_src: bool,
) -> Value:  # fmt: skip
    """Those that are as large (or small) as the result share its gradient."""
    mine = masked_fill_number(zeros(input), eq(input, out), 1)
    theirs = masked_fill_number(zeros(src), eq(src, gather_row(out, at, dim)), 1)
    own = mine if include_self else scatter_number(mine, at, 0, dim)
    shares = g / index.scatter_add_row(own, at, theirs, dim)
    if of_src:
        return theirs * gather_row(shares, at, dim)
    return mine * shares if include_self else scatter_number(mine * shares, at, 0, dim)


reduce_slope: Composite = composite(
    "scatter_reduce_slope", body=_reduce_slope, formula=lambda g, *_: g,
    kinks=[(real(3), real(3), integers(0, 1, 2), real(3), real(3), 0, "sum", True, True)],
)  # fmt: skip
scatter_reduce_row: Op = op(
    "scatter_reduce.row", grad_fn="ScatterReduceBackward0", in_place=True, cost=_cost,
    forward=lambda input, index, src, dim, reduce, include_self=True: _scatter_reduce(
        input, index, src, dim, reduce, include_self
    ),
    vjp=dict(
        input=lambda g, input, index, src, out, dim, reduce, include_self: reduce_slope(
            g, input, index, src, out, dim, reduce, include_self, False
        ),
        index=None,
        src=lambda g, input, index, src, out, dim, reduce, include_self: reduce_slope(
            g, input, index, src, out, dim, reduce, include_self, True
        ),
    ),
    samples=[(real(3), integers(0, 0, 2), real(3), 0, "sum")],
)  # fmt: skip
_AT = integers([0, 0, 1], [1, 1, 1])
scatter_reduce: Composite = composite(
    "scatter_reduce", "torch.scatter_reduce .scatter_reduce",
    body=lambda input, dim, index, src, reduce, *, include_self=True, inplace=False: (
        scatter_reduce_row(input, index, src, dim, reduce, include_self, **in_place(inplace))
    ),
    samples=[
        (real(2, 3), 0, _AT, real(2, 3), word, {"include_self": own})
        for word in ("sum", "mean", "prod", "amax", "amin") for own in (True, False)
    ],
)  # fmt: skip


# by a mask


def _masked_scatter(input: Value, mask: Value, source: Value) -> Value:
    shape = broadcast_shapes([mask.shape, input.shape])
    kinds = [OF_NUMPY[part.dtype].scalar_name for part in (input, source, mask)]
    if input.dtype != source.dtype:
        raise MASKED_DTYPES.error(input=kinds[0], src=kinds[1])
    if mask.dtype.kind != "b":
        raise SCATTER_MASK.error(dtype=kinds[2])
    wide = np.broadcast_to(mask, shape)
    count = int(np.count_nonzero(wide))
    if count > np.size(source):
        raise MASKED_SOURCE.error()
    result = np.array(np.broadcast_to(input, shape))
    result[wide] = np.ravel(source)[:count]
    return result


def _masked_source(grad_output: Value, mask: Value, shape: Shape) -> Value:
    """The gradient of the source: what is under the mask, and 0 for what was not used."""
    picked = grad_output[np.broadcast_to(mask, grad_output.shape)]
    return np.pad(picked, (0, size_of(shape) - picked.size)).reshape(shape)


masked_source: Op = op(
    "masked_scatter_backward", grad_fn="MaskedScatterBackwardBackward0",
    forward=lambda grad_output, mask, sizes: _masked_source(grad_output, mask, sizes),
    vjp=dict(
        grad_output=lambda g, grad_output, mask: masked_scatter(zeros(grad_output), mask, g),
        mask=None,
    ),
    formula=lambda grad_output, mask, sizes: index.masked_select(grad_output, mask),
    cost=lambda grad_output, mask, sizes: (size_of(sizes), 2 * grad_output.size),
    samples=[(real(3), booleans(True, False, True), (4,))],
)  # fmt: skip
masked_scatter: Op = op(
    "masked_scatter", "torch.masked_scatter .masked_scatter", grad_fn="MaskedScatterBackward0",
    in_place=True,
    forward=lambda input, mask, source: _masked_scatter(input, mask, source),
    vjp=dict(
        input=lambda g, mask: masked_fill_number(g, mask, 0),
        mask=None,
        source=lambda g, mask, source_shape: masked_source(g, mask, source_shape),
    ),
    cost=lambda input, mask, source: (size_of(broadcast_shapes([mask.shape, input.shape])),
                                      2 * input.size),
    samples=[(real(3), booleans(True, False, True), real(2)),
             (real(3), booleans(True, False, True), real(4))],
)  # fmt: skip


# taken along a dimension


def _take_along(input: Value, indices: Value, dim: int | None = None) -> Value:
    kind = compare.dtype_of(indices)
    if kind and kind is not int64:
        raise ALONG_DTYPE.error(dtype=kind.scalar_name)
    a_ndim, b_ndim = len(shape_of(input)), len(shape_of(indices))
    if dim is not None and a_ndim != b_ndim:
        raise ALONG_DIMS.error(input=a_ndim, indices=b_ndim)
    if dim is None:
        return gather_row(view(input, (-1,)), view(indices, (-1,)), 0)
    size = shape_of(input)[wrap_dim(dim, len(shape_of(input)))]
    indices = where(indices < 0, indices + size, indices)
    at = wrap_dim(dim, len(shape_of(input)))
    a, b = list(shape_of(input)), list(shape_of(indices))
    a[at] = b[at] = 1
    common = list(broadcast_shapes([tuple(a), tuple(b)]))
    wide = (*common[:at], shape_of(input)[at], *common[at + 1 :])
    narrow = (*common[:at], shape_of(indices)[at], *common[at + 1 :])
    return gather_row(expand(input, wide), expand(indices, narrow), at)


take_along_dim: Composite = composite(
    "take_along_dim", "torch.take_along_dim .take_along_dim", body=_take_along,
    samples=[(real(2, 3), integers([0], [1]), 1), (real(2, 3), integers(0, 5)),
             (real(2, 3), integers([0, 1, 0]), 0)],
)  # fmt: skip


# a part replaced by another tensor

select = index.select


def _replaced(input: Value, src: Value, dim: int, start: int | None, end: int | None, step: int
              ) -> Value:  # fmt: skip
    result: Value = np.array(input)
    place = along(wrap_dim(dim, input.ndim), slice(start, end, step))
    part = result[place].shape
    if src.shape != part:
        raise SLICE_SIZES.error(src=list(src.shape), part=list(part))
    result[place] = src
    return result


slice_scatter: Op = op(
    "slice_scatter", "torch.slice_scatter .slice_scatter", grad_fn="SliceScatterBackward0",
    forward=lambda input, src, dim=0, start=None, end=None, step=1: _replaced(
        input, src, dim, start, end, step
    ),
    vjp=dict(
        input=lambda g, src_shape, dim, start, end, step: slice_scatter(
            g, zeros_of(g, src_shape), dim, start, end, step
        ),
        src=lambda g, dim, start, end, step: slice_(g, dim, start, end, step),
    ),
    cost=_cost, samples=[(real(3), real(2), 0, 1), (real(2, 3), real(2, 1), 1, 0, 1)],
)  # fmt: skip
select_scatter: Op = op(
    "select_scatter", "torch.select_scatter .select_scatter", grad_fn="SelectScatterBackward0",
    forward=lambda input, src, dim, index: _one_replaced(input, src, dim, index),
    vjp=dict(
        input=lambda g, src_shape, dim, index: select_scatter(
            g, zeros_of(g, src_shape), dim, index
        ),
        src=lambda g, dim, index: select(g, dim, index),
    ),
    cost=_cost, samples=[(real(2, 3), real(3), 0, 1), (real(2, 3), real(2), 1, -1)],
)  # fmt: skip


def _one_replaced(input: Value, src: Value, dim: int, at: int) -> Value:
    result: Value = np.array(input)
    dim = wrap_dim(dim, input.ndim)
    size = input.shape[dim]
    if not -size <= at < size:
        raise SELECT_INDEX.error(index=at, shape=list(input.shape), dim=dim)
    place = along(dim, at)
    part = result[place].shape
    if src.shape != part:
        raise SLICE_SIZES.error(src=list(src.shape), part=list(part))
    result[place] = src
    return result


def _zeros_of(like: Value, shape: Shape) -> Value:
    flat = slice_(flatten(like), 0, 0, 1)
    return zeros(expand(reshape(flat, (1,) * len(shape)), shape))


zeros_of: Composite = composite("zeros_of", symbol="0", body=_zeros_of, kinks=[(real(3), (2, 2))])
"""Zeros of a shape, in another's dtype."""
