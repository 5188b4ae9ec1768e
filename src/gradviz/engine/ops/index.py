"""Ops that pick elements: `x[...]` as PyTorch records it, and what puts gradients back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gradviz.engine.dtypes import OF_NUMPY, Number
from gradviz.engine.messages import (
    CHUNKS,
    DIAG_DIMS,
    GATHER_DIMS,
    GATHER_DTYPE,
    GATHER_RANGE,
    GATHER_SIZES,
    INDEX_DTYPE,
    INDEX_RANGE,
    INDEX_SHAPES,
    INDEX_VECTOR,
    MASK_SHAPE,
    NARROW_0D,
    NARROW_LENGTH,
    NARROW_RANGE,
    NARROW_START,
    NEGATIVE_STEP,
    ONE_HOT_DTYPE,
    ONE_HOT_EMPTY,
    ONE_HOT_NEGATIVE,
    ONE_HOT_RANGE,
    SCALAR_INDEX,
    SCATTER_DIMS,
    SCATTER_DTYPE,
    SCATTER_INDEX,
    SCATTER_SIZES,
    SCATTER_SRC_SIZES,
    SCATTER_WORD,
    SELECT_0D,
    SELECT_INDEX,
    SELECT_MASK,
    SELECT_RANGE,
    SPLIT_NEGATIVE,
    SPLIT_SUM,
    SPLIT_ZERO,
    TAKE_DTYPE,
    TAKE_EMPTY,
    TAKE_RANGE,
    TRACE_DIMS,
    TRIANGLE_DIMS,
    UNBIND_0D,
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
    composite,
    op,
    overload,
)
from gradviz.engine.ops import compare, elementwise
from gradviz.engine.ops import shape as shapes_ops
from gradviz.engine.samples import booleans, given, integers, raw, real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of, wrap_dim


def along(dim: int, what: object) -> tuple[object, ...]:
    """A numpy index for one dimension; the result is an array even where it is 0-d."""
    return (*[slice(None)] * dim, what, ...)


def _select(input: Value, dim: int, index: int) -> Value:
    if not input.ndim:
        raise SCALAR_INDEX.error()
    dim = wrap_dim(dim, input.ndim)
    size = input.shape[dim]
    if not -size <= index < size:
        raise INDEX_RANGE.error(index=index, dim=dim, size=size)
    return input[along(dim, index)]


def _zeros_cost(grad_output: Value, input_sizes: Shape, **_: object) -> Cost:
    return size_of(input_sizes), size_of(input_sizes)


def _put(g: Value, shape: Shape, where: tuple[object, ...]) -> Value:
    result: Value = np.zeros(shape, g.dtype)
    result[where] = g
    return result


select: Op = op(
    "select", view=True, grad_fn="SelectBackward0",
    forward=_select,
    vjp=dict(input=lambda g, input_shape, dim, index: select_back(g, input_shape, dim, index)),
    samples=[(real(3), 0, 1), (real(2, 3), 1, -1), (real(2, 3, 2), -1, 0)],
)  # fmt: skip


def _select_method(input: Value, dim: int, index: int) -> Value:
    shape = input.shape
    if not shape:
        raise SELECT_0D.error()
    dim = wrap_dim(dim, len(shape))
    if not -shape[dim] <= index < shape[dim]:
        raise SELECT_INDEX.error(index=index, shape=list(shape), dim=dim)
    return select(input, dim, index)


select_method: Composite = composite(
    "select.int", "torch.select .select", body=_select_method,
    samples=[(real(3), 0, 1), (real(2, 3), 1, -1)],
)  # fmt: skip
"""`x.select(0, 5)`, whose error is not that of `x[5]`."""
select_back: Op = op(
    "select_backward", grad_fn="SelectBackwardBackward0",
    forward=lambda grad_output, input_sizes, dim, index: _put(
        grad_output, input_sizes, along(wrap_dim(dim, len(input_sizes)), index)
    ),
    vjp=dict(grad_output=lambda g, dim, index: select(g, dim, index)),
    cost=_zeros_cost,
    samples=[(real(2), {"input_sizes": (2, 3), "dim": 1, "index": 0})],
)  # fmt: skip


def _clamped(start: int | None, end: int | None, size: int) -> tuple[int, int]:
    start = 0 if start is None else start
    end = size if end is None else end
    start = min(max(start + size if start < 0 else start, 0), size)
    end = min(max(end + size if end < 0 else end, start), size)
    return start, end


def _slice(
    input: Value, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Value:
    dim = wrap_dim(dim, input.ndim)
    if step <= 0:
        raise NEGATIVE_STEP.error()
    start, end = _clamped(start, end, input.shape[dim])
    return input[along(dim, slice(start, end, step))]


slice_: Op = op(
    "slice", view=True, grad_fn="SliceBackward0",
    forward=_slice,
    vjp=dict(
        input=lambda g, input_shape, dim, start, end, step: slice_back(
            g, input_shape, dim, start, end, step
        )
    ),
    samples=[(real(4), 0, 1, 3), (real(2, 4), 1, None, None, 2), (real(3), 0, -2, None)],
)  # fmt: skip
slice_back: Op = op(
    "slice_backward", grad_fn="SliceBackwardBackward0",
    forward=lambda grad_output, input_sizes, dim, start, end, step: _put(
        grad_output,
        input_sizes,
        along(wrap_dim(dim, len(input_sizes)),
            slice(*_clamped(start, end, input_sizes[dim]), step)),
    ),
    vjp=dict(grad_output=lambda g, dim, start, end, step: slice_(g, dim, start, end, step)),
    cost=_zeros_cost,
    samples=[(real(2), {"input_sizes": (4,), "dim": 0, "start": 1, "end": 3, "step": 1})],
)  # fmt: skip
alias: Op = op(
    "alias", view=True, grad_fn="AliasBackward0", symbol="_",
    forward=lambda input: input[...],
    vjp=dict(input=lambda g: g),
    samples=[(real(2),), (real(),)],
)  # fmt: skip

detach = op(
    "detach", "torch.detach .detach", view=True, symbol="_",
    forward=lambda input: input[...],
    vjp=dict(input=None),
    samples=[(real(2),), (real(),)],
)  # fmt: skip


def advanced(indices: Sequence[object]) -> Value:
    """A numpy index: None among `indices` is a dimension that is taken whole."""
    return tuple(slice(None) if index is None else index for index in indices)


def pick(input: Value, indices: Sequence[object]) -> Value:
    """The elements at numpy indices; PyTorch's errors where there are none."""
    try:
        return input[advanced(indices)]
    except IndexError:
        raise _index_error(input, indices) from None


def _index_error(input: Value, indices: Sequence[object]) -> Exception:
    """PyTorch's words for an index that numpy has refused; it counts the indexed dims alone."""
    dim = 0
    shapes: list[list[int]] = []
    for index in indices:
        if index is None:
            dim += 1
            continue
        array = np.asarray(index)
        here = input.shape[dim : dim + array.ndim]
        if array.dtype == np.bool_:
            if array.shape != here:
                return MASK_SHAPE.error(mask=list(array.shape), shape=list(input.shape), dim=dim)
            dim += array.ndim
            continue
        shapes.append(list(array.shape))
        size = input.shape[dim]
        outside = array[(array < -size) | (array >= size)]
        if outside.size:
            return INDEX_RANGE.error(index=outside.flat[0], dim=len(shapes) - 1, size=size)
        dim += 1
    return INDEX_SHAPES.error(shapes=", ".join(str(shape) for shape in shapes))


def _index_cost(input: Value, indices: Sequence[object]) -> Cost:
    """At most as many elements as the broadcast index has, for each of what it leaves whole."""
    arrays = [np.asarray(index) for index in indices if index is not None]
    used = [array.ndim if array.dtype == np.bool_ else 1 for array in arrays]
    picked = max((array.size for array in arrays), default=1)
    whole, dim = 1, 0
    for index in indices:
        if index is None:
            whole *= input.shape[dim]
            dim += 1
        else:
            dim += used.pop(0)
    elements = whole * size_of(input.shape[dim:]) * picked
    return elements, elements


def _accumulate(grad_output: Value, input_sizes: Shape, indices: Sequence[object]) -> Value:
    result: Value = np.zeros(input_sizes, grad_output.dtype)
    np.add.at(result, advanced(indices), grad_output)
    return result


index: Op = op(
    "index", grad_fn="IndexBackward0",
    written={"input": 1},
    forward=pick,
    vjp=dict(input=lambda g, input_shape, indices: index_back(g, input_shape, indices)),
    cost=_index_cost,
    samples=[(real(3), [raw(0, 2, 0)]), (real(2, 3), [None, raw(2, 0)]),
             (real(2, 3), [raw(0, 1), raw(2, 0)]), (real(3), [raw(True, False, True)])],
)  # fmt: skip
index_back: Op = op(
    "index_put_zeros", grad_fn="IndexPutBackward0",
    forward=_accumulate,
    vjp=dict(grad_output=lambda g, indices: index(g, indices)),
    cost=_zeros_cost,
    samples=[(real(3), {"input_sizes": (2,), "indices": [raw(0, 1, 0)]})],
)  # fmt: skip


_PART = 1000
"""Units of work that a result takes, however few elements it has."""


def _parts_cost(input: Value, dim: int, length: object) -> Cost:
    """Of what gives many views: `length` is that of each, or a list of them."""
    size = input.shape[wrap_dim(dim, input.ndim)] if input.ndim else 0
    count = -(-size // max(length, 1)) if isinstance(length, int) else len(length)  # type: ignore[arg-type]
    return count, input.size + _PART * count


def _unbind(input: Value, dim: int = 0) -> tuple[Value, ...]:
    if not input.ndim:
        raise UNBIND_0D.error(dim=dim)
    dim = wrap_dim(dim, input.ndim)
    return tuple(input[along(dim, i)] for i in range(input.shape[dim]))


unbind: Op = op(
    "unbind", "torch.unbind .unbind", view=True, outputs="*", grad_fn="UnbindBackward0",
    forward=_unbind, cost=lambda input, dim=0: _parts_cost(input, dim, 1),
    vjp=dict(input=lambda g, dim, input_shape: unbind_back(g, dim, input_shape)),
    samples=[(real(2, 3),), (real(2, 3), -1)],
)  # fmt: skip


def _unbind_back(parts: Sequence[Value | None], dim: int, shape: Shape) -> Value:
    """The gradients of the parts, stacked; zeros for a part that was not reached."""
    first = next(part for part in parts if part is not None)
    filled = [compare.zeros(first) if part is None else part for part in parts]
    return shapes_ops.stack(filled, dim)


unbind_back: Composite = composite(
    "unbind_back", body=_unbind_back, formula=lambda parts, *_: shapes_ops.stack(parts),
    samples=[([real(3), real(3)], 0, (2, 3))],
)  # fmt: skip


# elements picked along one dimension


def _gather_check(input: Value, dim: int, index: Value) -> int:
    dim = wrap_dim(dim, input.ndim)
    if not index.size:
        return dim
    if index.dtype.kind not in "iu":
        raise GATHER_DTYPE.error()
    if index.ndim != input.ndim and max(index.ndim, 1) != max(input.ndim, 1):
        raise GATHER_DIMS.error()
    for d, (n, m) in enumerate(zip(index.shape, input.shape, strict=False)):
        if d != dim and n > m:
            raise GATHER_SIZES.error(
                index=list(index.shape), input=list(input.shape), dim=dim, at=d
            )
    size = input.shape[dim] if input.ndim else 1
    outside = (index < 0) | (index >= size)
    if outside.any():
        raise GATHER_RANGE.error(index=np.asarray(index)[outside].flat[0], dim=dim, size=size)
    return dim


def places(index: Value, dim: int) -> tuple[Value, ...]:
    """A numpy index for the elements that `index` names along `dim`."""
    if not index.ndim:
        return (index,)
    grid = list(np.indices(index.shape, sparse=True))
    grid[dim] = index
    return tuple(grid)


def _gather(input: Value, index: Value, dim: int) -> Value:
    dim = _gather_check(input, dim, index)
    if not index.size:
        return np.zeros(index.shape, input.dtype)
    if not input.ndim or not index.ndim:
        return np.asarray(input).reshape(-1)[index]
    return input[places(index, dim)]


def _gather_cost(input: Value, index: Value, *_: object, **__: object) -> Cost:
    return index.size, index.size


gather_row: Op = op(
    "gather.row", grad_fn="GatherBackward0",
    written={"input": 1},
    forward=_gather,
    vjp=dict(
        input=lambda g, input_shape, index, dim: gather_back(g, index, input_shape, dim),
        index=None,
    ),
    cost=_gather_cost,
    samples=[(real(3), integers(2, 2, 0, 1), 0)],
)  # fmt: skip
gather: Composite = composite(
    "gather", "torch.gather .gather",
    body=lambda input, dim, index, *, sparse_grad=False: gather_row(input, index, dim),
    samples=[(real(2, 3), 0, integers([0, 1, 0])), (real(2, 3), -1, integers([0, 0], [2, 1])),
             (real(3), 0, integers(2, 2, 0, 1))],
)  # fmt: skip


def _gather_back(grad_output: Value, index: Value, input_sizes: Shape, dim: int) -> Value:
    result: Value = np.zeros(input_sizes, grad_output.dtype)
    dim = wrap_dim(dim, len(input_sizes))
    if not index.size:
        return result
    if not input_sizes or not index.ndim:
        np.add.at(result.reshape(-1), index, grad_output)
    else:
        np.add.at(result, places(index, dim), grad_output)
    return result[()]


def _scatter_cost(grad_output: Value, index: Value, input_sizes: Shape, **_: object) -> Cost:
    return size_of(input_sizes), size_of(input_sizes)


def _into_zeros(name: str, grad_fn: str) -> Op:
    """Puts elements where `index` says, adding those that meet."""
    return op(
        name, grad_fn=grad_fn, forward=lambda grad_output, index, input_sizes, dim: _gather_back(
            grad_output, index, input_sizes, dim
        ),
        vjp=dict(grad_output=lambda g, index, dim: gather_row(g, index, dim), index=None),
        cost=_scatter_cost,
        samples=[(real(2), integers(2, 1), {"input_sizes": (3,), "dim": 0})],
    )  # fmt: skip


gather_back: Op = _into_zeros("gather_backward", "ScatterAddBackward0")
scattered: Op = _into_zeros("scatter.zeros", "ScatterBackward0")


def _put_back(g: Value, indices: Value, shape: Shape, dim: int, keepdim: bool) -> Value:
    if not keepdim and shape:
        g = shapes_ops.unsqueeze(g, dim)
        indices = shapes_ops.unsqueeze(indices, dim)
    return scattered(g, indices, input_sizes=shape, dim=dim)


put_back: Composite = composite(
    "put_back", body=_put_back,
    formula=lambda g, indices, *_: scattered(g, indices),
    samples=[(real(2), integers(0, 2), (2, 3), 1, False)],
)  # fmt: skip
"""The gradient of a reduction that picked one element each, where that was."""


def _index_select(input: Value, index: Value, dim: int) -> Value:
    dim = wrap_dim(dim, input.ndim)
    if index.ndim > 1:
        raise INDEX_VECTOR.error()
    if index.dtype not in (np.int32, np.int64):
        raise INDEX_DTYPE.error()
    size = input.shape[dim] if input.ndim else 1
    if ((index < 0) | (index >= size)).any():
        raise SELECT_RANGE.error()
    return np.take(input, np.atleast_1d(index), dim) if input.ndim else input


def _index_select_cost(input: Value, index: Value, dim: int) -> Cost:
    size = input.shape[wrap_dim(dim, input.ndim)] if input.ndim else 1
    elements = input.size // max(size, 1) * index.size
    return elements, elements


index_select_row: Op = op(
    "index_select.row", grad_fn="IndexSelectBackward0",
    written={"input": 1},
    forward=_index_select,
    vjp=dict(
        input=lambda g, input_shape, index, dim: index_add(g, index, input_shape, dim),
        index=None,
    ),
    cost=_index_select_cost,
    samples=[(real(3), integers(1, 1, 0), 0)],
)  # fmt: skip
index_select: Composite = composite(
    "index_select", "torch.index_select .index_select",
    body=lambda input, dim, index: index_select_row(input, index, dim),
    samples=[(real(2, 3), 0, integers(1, 1, 0)), (real(2, 3), -1, integers(2, 0))],
)  # fmt: skip


def _index_add(grad_output: Value, index: Value, input_sizes: Shape, dim: int) -> Value:
    result: Value = np.zeros(input_sizes, grad_output.dtype)
    if not input_sizes:
        return grad_output
    dim = wrap_dim(dim, len(input_sizes))
    place: Value = along(dim, np.atleast_1d(index))[:-1]
    np.add.at(result, place, grad_output)
    return result


index_add: Op = op(
    "index_select_backward", grad_fn="IndexAddBackward0",
    forward=_index_add,
    vjp=dict(grad_output=lambda g, index, dim: index_select_row(g, index, dim), index=None),
    cost=_scatter_cost,
    samples=[(real(2), integers(2, 2), {"input_sizes": (3,), "dim": 0})],
)  # fmt: skip


# elements picked by a mask, and masks of the table's own


def _masked_select_cost(input: Value, mask: Value) -> Cost:
    if mask.dtype.kind != "b":
        raise SELECT_MASK.error()
    return compare.masked_cost(input, mask)


def _masked_select(input: Value, mask: Value) -> Value:
    shape = broadcast_shapes([input.shape, mask.shape])
    return np.broadcast_to(input, shape)[np.broadcast_to(mask, shape)]


masked_select: Op = op(
    "masked_select", "torch.masked_select .masked_select", grad_fn="MaskedSelectBackward0",
    written={"input": 1},
    forward=_masked_select,
    vjp=dict(
        input=lambda g, input, mask, input_shape: masked_scatter(g, mask, input_shape), mask=None
    ),
    cost=_masked_select_cost,
    samples=[(real(3), booleans(True, False, True)), (real(2, 3), booleans(True, False, True)),
             (real(3), booleans([True, False, True], [False, False, True]))],
)  # fmt: skip


def _masked_scatter(grad_output: Value, mask: Value, input_sizes: Shape) -> Value:
    shape = broadcast_shapes([input_sizes, mask.shape])
    result: Value = np.zeros(shape, grad_output.dtype)
    result[np.broadcast_to(mask, shape)] = grad_output
    return result


masked_scatter: Op = op(
    "masked_select_backward", grad_fn="MaskedScatterBackward0",
    forward=_masked_scatter,
    vjp=dict(grad_output=lambda g, mask: masked_select(g, mask), mask=None),
    cost=_scatter_cost,
    samples=[(real(2), booleans(True, False, True), {"input_sizes": (3,)})],
)  # fmt: skip


def _triangle(name: str, cut: Callable[..., Value]) -> Op:
    """`tril` and `triu`: what is on the other side of a diagonal becomes 0."""

    def forward(input: Value, diagonal: int) -> Value:
        if input.ndim < 2:
            raise TRIANGLE_DIMS.error(name=name)
        return cut(input, diagonal)

    def rule(g: Value, diagonal: int) -> Value:
        return TABLE[name](g, diagonal)

    return op(
        name, f"torch.{name} .{name}", grad_fn=f"{name.capitalize()}Backward0", in_place=True,
        forward=lambda input, diagonal=0: forward(input, diagonal),
        vjp=dict(input=rule),
        samples=[(real(3, 3),), (real(2, 3), 1), (real(2, 3, 3), -1)],
    )  # fmt: skip


tril: Op = _triangle("tril", np.tril)
triu: Op = _triangle("triu", np.triu)


def _diagonal(input: Value, offset: int, dim1: int, dim2: int) -> Value:
    result = np.diagonal(input, offset, dim1, dim2)
    result.setflags(write=input.flags.writeable)  # numpy would have it read alone
    return result


diagonal: Op = op(
    "diagonal", "torch.diagonal .diagonal", view=True, grad_fn="DiagonalBackward0",
    forward=lambda input, offset=0, dim1=0, dim2=1: _diagonal(
        input, offset, wrap_dim(dim1, input.ndim), wrap_dim(dim2, input.ndim)
    ),
    vjp=dict(
        input=lambda g, input_shape, offset, dim1, dim2: diagonal_back(
            g, input_shape, offset, dim1, dim2
        )
    ),
    samples=[(real(3, 3),), (real(2, 3), 1), (real(2, 3, 3), 0, -1, -2)],
)  # fmt: skip


def _diagonal_back(
    grad_output: Value, input_sizes: Shape, offset: int, dim1: int, dim2: int
) -> Value:
    result: Value = np.zeros(input_sizes, grad_output.dtype)
    view: Value = np.moveaxis(result, (dim1, dim2), (-2, -1))
    n = grad_output.shape[-1]
    rows = np.arange(n) + max(-offset, 0)
    view[..., rows, np.arange(n) + max(offset, 0)] = grad_output
    return result


diagonal_back: Op = op(
    "diagonal_backward", grad_fn="DiagonalBackwardBackward0",
    forward=_diagonal_back,
    vjp=dict(
        grad_output=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2)
    ),
    cost=_zeros_cost,
    samples=[(real(2), {"input_sizes": (2, 3), "offset": 1, "dim1": 0, "dim2": 1})],
)  # fmt: skip


def _diag_embed(input: Value, offset: int, dim1: int, dim2: int) -> Value:
    ndim = input.ndim + 1
    places = wrap_dim(dim1, ndim), wrap_dim(dim2, ndim)
    shape = list(input.shape[:-1])
    for at in sorted(places):
        shape.insert(at, input.shape[-1] + abs(offset))
    return _diagonal_back(input, tuple(shape), offset, *places)


diag_embed: Op = op(
    "diag_embed", "torch.diag_embed .diag_embed", grad_fn="DiagEmbedBackward0",
    forward=lambda input, offset=0, dim1=-2, dim2=-1: _diag_embed(input, offset, dim1, dim2),
    vjp=dict(input=lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2)),
    cost=lambda input, offset=0, *_, **__: (
        size_of(input.shape[:-1]) * (input.shape[-1] + abs(offset)) ** 2,
    ) * 2,
    samples=[(real(3),), (real(2), 1), (real(2, 2),)],
)  # fmt: skip
diagonal_copy: Op = op(
    "diagonal_copy", grad_fn="DiagonalBackward0_copy",
    forward=lambda input, offset=0: np.diagonal(input, offset).copy(),
    vjp=dict(
        input=lambda g, input_shape, offset: diagonal_back(g, input_shape, offset, 0, 1)
    ),
    samples=[(real(2, 3), 1)],
)  # fmt: skip


def _diag_case(input: Value, diagonal: int = 0) -> Callee:
    ndim = len(input.shape)
    if ndim not in (1, 2):
        raise DIAG_DIMS.error(ndim=ndim)
    return diag_embed if ndim == 1 else diagonal_copy


diag: Composite = composite(
    "diag", "torch.diag .diag",
    body=lambda input, diagonal=0: _diag_case(input)(input, diagonal),
    samples=[(real(3),), (real(2, 3),), (real(3), -1), (real(2, 3), 1)],
)  # fmt: skip


def _trace_back(g: Value, shape: Shape) -> Value:
    places = np.arange(min(shape)) * (shape[1] + 1)
    zeros = compare.zeros(shapes_ops.expand(g, (size_of(shape),)))
    return shapes_ops.view(TABLE["index_fill.Tensor"](zeros, places, g, 0), shape)


trace_back: Composite = composite(
    "trace_back", body=_trace_back, formula=lambda g, shape: diag_embed(g),
    samples=[(real(), (2, 3))],
)  # fmt: skip


def _trace(input: Value) -> Value:
    if input.ndim != 2:
        raise TRACE_DIMS.error(ndim=input.ndim)
    return np.trace(input)


trace: Op = op(
    "trace", "torch.trace .trace", grad_fn="TraceBackward0",
    written={"input": 2},
    forward=_trace,
    vjp=dict(
        input=lambda g, input_shape: trace_back(g, input_shape)
    ),
    samples=[(real(3, 3),), (real(2, 3),), (real(3, 2),)],
)  # fmt: skip


# parts


def _lengths(input: Value, size: int | Sequence[int], dim: int) -> list[int]:
    n = input.shape[dim]
    if isinstance(size, int):
        if size < 0:
            raise SPLIT_NEGATIVE.error(size=size)
        if size == 0 and n:
            raise SPLIT_ZERO.error(n=n)
        return [min(size, n - at) for at in range(0, n, size)] if n else [0]
    if sum(size) != n:
        raise SPLIT_SUM.error(n=n, dim=dim, sizes=list(size))
    return list(size)


def _split(input: Value, size: int | Sequence[int], dim: int) -> tuple[Value, ...]:
    dim = wrap_dim(dim, input.ndim)
    parts, start = [], 0
    for length in _lengths(input, size, dim):
        parts.append(input[along(dim, slice(start, start + length))])
        start += length
    return tuple(parts)


def _split_back(
    parts: Sequence[Value | None], shape: Shape, size: int | Sequence[int], dim: int
) -> Value:
    """The gradients of the parts, joined; zeros for a part that was not reached."""
    first = next(part for part in parts if part is not None)
    dim = wrap_dim(dim, len(shape))
    filled = [
        part if part is not None else _zeros_for(first, (*shape[:dim], n, *shape[dim + 1 :]))
        for part, n in zip(parts, _lengths(np.empty(shape, np.bool_), size, dim), strict=True)
    ]
    return shapes_ops.cat(filled, dim)


def _zeros_for(like: Value, shape: Shape) -> Value:
    """Zeros of another's dtype."""
    flat = (
        compare.zeros(shapes_ops.reshape(like, (-1,))[:1])
        if not isinstance(like, Lifted)
        else (compare.zeros(slice_(shapes_ops.reshape(like, (-1,)), 0, 0, 1)))
    )
    return shapes_ops.expand(shapes_ops.reshape(flat, (1,) * len(shape)), shape)


split_back: Composite = composite(
    "split_back", body=_split_back, formula=lambda parts, *_: shapes_ops.cat(parts),
    samples=[([real(2), real(1)], (3,), 2, 0)],
)  # fmt: skip


def _split_cost(input: Value, split_size_or_sections: object, dim: int = 0) -> Cost:
    return _parts_cost(input, dim, split_size_or_sections)


split_size: Op = op(
    "split.Tensor", view=True, outputs="*", grad_fn="SplitBackward0", cost=_split_cost,
    forward=lambda input, split_size_or_sections, dim=0: _split(
        input, split_size_or_sections, dim
    ),
    vjp=dict(
        input=lambda g, input_shape, split_size_or_sections, dim: split_back(
            g, input_shape, split_size_or_sections, dim
        )
    ),
    samples=[(real(4), 2), (real(5, 2), 2), (real(2, 3), 2, -1)],
)  # fmt: skip
split_sizes: Op = op(
    "split.sizes", view=True, outputs="*", grad_fn="SplitWithSizesBackward0", cost=_split_cost,
    forward=lambda input, split_size_or_sections, dim=0: _split(
        input, split_size_or_sections, dim
    ),
    vjp=dict(
        input=lambda g, input_shape, split_size_or_sections, dim: split_back(
            g, input_shape, split_size_or_sections, dim
        )
    ),
    samples=[(real(4), (1, 3)), (real(2, 3), [2, 1], 1)],
)  # fmt: skip
split: Overload = overload(
    "split", "torch.split .split",
    lambda input, split_size_or_sections, dim=0: (
        split_size if isinstance(split_size_or_sections, int) else split_sizes
    ),
)  # fmt: skip


def _chunk(input: Value, chunks: int, dim: int = 0) -> Value:
    if chunks <= 0:
        raise CHUNKS.error(chunks=chunks)
    n = input.shape[wrap_dim(dim, len(input.shape))]
    return split_size(input, max(1, -(-n // chunks)), dim)


chunk: Composite = composite(
    "chunk", "torch.chunk .chunk", body=_chunk, samples=[(real(5), 2), (real(2, 4), 2, 1)]
)


def _narrow(input: Value, dim: int, start: Value, length: int) -> Value:
    start = start if isinstance(start, int) else int(start.elements)
    if not input.shape:
        raise NARROW_0D.error()
    if length < 0:
        raise NARROW_LENGTH.error()
    size = input.shape[wrap_dim(dim, len(input.shape))]
    if not -size <= start <= size:
        raise NARROW_START.error(size=size, start=start)
    if start < 0:
        start += size
    if start + length > size:
        raise NARROW_RANGE.error(start=start, length=length, size=size)
    return slice_(input, dim, start, start + length)


narrow: Composite = composite(
    "narrow", "torch.narrow .narrow", body=_narrow,
    samples=[(real(4), 0, 1, 2), (real(2, 4), -1, 0, 3)],
)  # fmt: skip


# elements put somewhere


def _scatter_check(input: Value, index: Value, src: Value, dim: int) -> None:
    """PyTorch's errors for what `scatter` and its kin do not take; an empty index is all right."""
    dim = wrap_dim(dim, input.ndim)
    if not index.size:
        return
    if index.dtype not in (np.int32, np.int64):
        raise SCATTER_INDEX.error()
    of_tensor = isinstance(src, np.ndarray | np.generic)
    if of_tensor and src.dtype != input.dtype:
        raise SCATTER_DTYPE.error()
    for name, other in (("self", input), ("src", src)):
        if (other is input or of_tensor) and max(index.ndim, 1) != max(other.ndim, 1):
            raise SCATTER_DIMS.error(name=name)
    larger = any(
        d != dim and n > m for d, (n, m) in enumerate(zip(index.shape, input.shape, strict=False))
    )
    shapes = {"index": list(index.shape), "input": list(input.shape), "dim": dim}
    if of_tensor:
        if larger or any(n > m for n, m in zip(index.shape, src.shape, strict=False)):
            raise SCATTER_SRC_SIZES.error(**shapes, src=list(src.shape))
    elif larger:
        raise SCATTER_SIZES.error(**shapes)
    size = input.shape[dim] if input.ndim else 1
    outside = np.ravel(index)[(np.ravel(index) < 0) | (np.ravel(index) >= size)]
    if outside.size:
        raise GATHER_RANGE.error(index=outside[0], dim=dim, size=size)


def _scatter(input: Value, index: Value, src: Value, dim: int, add: bool) -> Value:
    _scatter_check(input, index, src, dim)
    result: Value = np.array(input)
    if not index.size:
        return result[()]
    if not result.ndim:
        return result + src if add else np.asarray(src, result.dtype)[()]
    dim = wrap_dim(dim, result.ndim)
    values = src[tuple(slice(n) for n in index.shape)] if getattr(src, "ndim", 0) else src
    if add:
        np.add.at(result, places(index, dim), values)
    else:
        result[places(index, dim)] = values
    return result


scatter_number: Op = op(
    "scatter.value", grad_fn="ScatterBackward1", in_place=True,
    forward=lambda input, index, value, dim: _scatter(input, index, value, dim, False),
    vjp=dict(
        input=lambda g, index, dim: scatter_number(g, index, 0, dim), index=None, value=None
    ),
    samples=[(real(3), integers(0, 2), 1.5, 0), (real(2, 3), integers([0, 1, 0]), 2.0, 0)],
)  # fmt: skip
scatter_src: Op = op(
    "scatter.src", grad_fn="ScatterBackward0", in_place=True,
    forward=lambda input, index, src, dim: _scatter(input, index, src, dim, False),
    vjp=dict(
        input=lambda g, index, dim: scatter_number(g, index, 0, dim),
        index=None,
        src=lambda g, index, dim: gather_row(g, index, dim),
    ),
    samples=[(real(3), integers(0, 2), real(2), 0),
             (real(2, 3), integers([0, 1, 0]), real(1, 3), 0)],
)  # fmt: skip
scatter_add_row: Op = op(
    "scatter_add.row", grad_fn="ScatterAddBackward0", in_place=True,
    forward=lambda input, index, src, dim: _scatter(input, index, src, dim, True),
    vjp=dict(
        input=lambda g: g,
        index=None,
        src=lambda g, index, dim: gather_row(g, index, dim),
    ),
    samples=[(real(3), integers(0, 0, 2), real(3), 0)],
)  # fmt: skip


def _scatter_with(input: Value, index: Value, src: Value, dim: int, reduce: str) -> Value:
    ufunc = {"add": np.add, "multiply": np.multiply}.get(reduce)
    if ufunc is None:
        raise SCATTER_WORD.error()
    result: Value = np.array(input)
    values = src[tuple(slice(n) for n in index.shape)] if getattr(src, "ndim", 0) else src
    ufunc.at(result, places(index, wrap_dim(dim, result.ndim)), values)
    return result


scatter_reduced: Op = op(
    "scatter.reduce", grad_fn="NotImplemented", in_place=True,
    forward=_scatter_with,
    vjp=dict(input=lambda g: elementwise.not_implemented(g, "scatter"), index=None, src=None),
    kinks=[(real(3), integers(0, 0), 2.0, 0, "multiply")],
)  # fmt: skip


def in_place(flag: bool) -> dict[str, object]:
    """The keyword with which a composite has a row write into its first operand."""
    return {"inplace": True} if flag else {}


def _scatter_body(
    input: Value, dim: int, index: Value, src: Value = None, *, value: Value = None,
    reduce: str | None = None, inplace: bool = False,
) -> Value:  # fmt: skip
    source = value if src is None else src
    if reduce is not None:
        return scatter_reduced(input, index, source, dim, reduce, **in_place(inplace))
    row = scatter_number if isinstance(source, Number) else scatter_src
    return row(input, index, source, dim, **in_place(inplace))


scatter: Composite = composite(
    "scatter", "torch.scatter .scatter", body=_scatter_body,
    samples=[(real(2, 3), 0, integers([0, 1, 0]), 1.5),
             (real(2, 3), 1, integers([0, 2], [1, 0]), real(2, 2))],
)  # fmt: skip
scatter_add: Composite = composite(
    "scatter_add", "torch.scatter_add .scatter_add",
    body=lambda input, dim, index, src, *, inplace=False: scatter_add_row(
        input, index, src, dim, **in_place(inplace)
    ),
    samples=[(real(2, 3), 0, integers([0, 1, 0], [0, 0, 1]), real(2, 3))],
)  # fmt: skip


# places of elements: no derivative


def _nonzero(input: Value) -> Value:
    return np.stack(np.nonzero(np.atleast_1d(input)), 1)[:, : input.ndim]


def _nonzero_cost(input: Value, *_: object, **__: object) -> Cost:
    elements = max(input.ndim, 1) * input.size
    return elements, elements


nonzero_table: Op = op(
    "nonzero.table", "torch.argwhere .argwhere",
    forward=lambda input, as_tuple=False: _nonzero(input), vjp=dict(input=None),
    cost=_nonzero_cost,
    samples=[(given(1.0, 0.0, 2.0),), (booleans([True, False], [True, True]),)],
)  # fmt: skip


nonzero_tuple: Op = op(
    "nonzero.tuple", outputs="*",
    forward=lambda input, as_tuple=True: tuple(_nonzero(np.atleast_1d(input)).T),
    vjp=dict(input=None),
    cost=_nonzero_cost, samples=[(given(1.0, 0.0, 2.0), {"as_tuple": True})],
)  # fmt: skip
nonzero: Overload = overload(
    "nonzero", "torch.nonzero .nonzero",
    lambda input, *, as_tuple=False: nonzero_tuple if as_tuple else nonzero_table,
)  # fmt: skip


def _classes(input: Value, num_classes: int) -> int:
    if input.dtype != np.int64:
        raise ONE_HOT_DTYPE.error()
    if not input.size and num_classes <= 0:
        raise ONE_HOT_EMPTY.error()
    if (input < 0).any():
        raise ONE_HOT_NEGATIVE.error()
    most = int(input.max(initial=-1)) + 1
    if num_classes != -1 and most > num_classes:
        raise ONE_HOT_RANGE.error()
    return most if num_classes == -1 else num_classes


def _one_hot_cost(input: Value, num_classes: int = -1) -> Cost:
    elements = input.size * _classes(input, num_classes)
    return elements, elements


one_hot: Op = op(
    "one_hot", "F.one_hot",
    forward=lambda input, num_classes=-1: (
        np.expand_dims(input, -1) == np.arange(_classes(input, num_classes))
    ).astype(np.int64),
    vjp=dict(input=None), cost=_one_hot_cost,
    samples=[(integers(0, 2, 1),), (integers([0, 2], [1, 1]), 4)],
)  # fmt: skip


def _take(input: Value, index: Value) -> Value:
    """Negative places count from the end."""
    if index.dtype != np.int64:
        raise TAKE_DTYPE.error(dtype=OF_NUMPY[index.dtype].scalar_name)
    flat = np.reshape(index, (-1,))
    if flat.size and not input.size:
        raise TAKE_EMPTY.error()
    outside = flat[(flat < -input.size) | (flat >= input.size)]
    if outside.size:
        raise TAKE_RANGE.error(index=outside[0], size=input.size)
    flat = np.where((flat < 0) & (flat >= -input.size), flat + input.size, flat)
    return _gather(np.reshape(input, (-1,)), flat, 0).reshape(index.shape)


take: Op = op(
    "take", "torch.take .take", grad_fn="TakeBackward0",
    written={"input": 1},
    forward=lambda input, index: _take(input, index),
    vjp=dict(
        input=lambda g, index, input_shape: take_back(g, index, input_sizes=input_shape),
        index=None,
    ),
    cost=_gather_cost, samples=[(real(2, 3), integers(0, 5, 0)), (real(3), integers([1, 2]))],
)  # fmt: skip


def _take_back(grad_output: Value, index: Value, input_sizes: Shape) -> Value:
    result: Value = np.zeros(size_of(input_sizes), grad_output.dtype)
    np.add.at(result, index, grad_output)
    return result.reshape(input_sizes)


take_back: Op = op(
    "take_backward", grad_fn="PutBackward0",
    forward=lambda grad_output, index, *, input_sizes: _take_back(grad_output, index, input_sizes),
    vjp=dict(grad_output=lambda g, index: take(g, index), index=None),
    cost=_scatter_cost, samples=[(real(2), integers(2, 2), {"input_sizes": (3,)})],
)  # fmt: skip
