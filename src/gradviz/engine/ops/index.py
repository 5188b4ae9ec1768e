"""Ops that pick elements: `x[...]` as PyTorch records it, and what puts gradients back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.engine.messages import INDEX_RANGE, NEGATIVE_STEP, SCALAR_INDEX
from gradviz.engine.op import Cost, Op, Value, op
from gradviz.engine.ops import compare
from gradviz.engine.ops import shape as shapes_ops
from gradviz.engine.samples import raw, real
from gradviz.engine.shapes import Shape, size_of, wrap_dim


def _at(dim: int, what: object) -> tuple[object, ...]:
    """A numpy index for one dimension; the result is an array even where it is 0-d."""
    return (*[slice(None)] * dim, what, ...)


def _select(input: Value, dim: int, index: int) -> Value:
    if not input.ndim:
        raise SCALAR_INDEX.error()
    dim = wrap_dim(dim, input.ndim)
    size = input.shape[dim]
    if not -size <= index < size:
        raise INDEX_RANGE.error(index=index, dim=dim, size=size)
    return input[_at(dim, index)]


def _zeros_cost(grad_output: Value, input_sizes: Shape, **_: object) -> Cost:
    return size_of(input_sizes), size_of(input_sizes)


def _put(g: Value, shape: Shape, where: tuple[object, ...]) -> Value:
    result: Value = np.zeros(shape, g.dtype)
    result[where] = g
    return result


select: Op = op(
    "select", ".select torch.select", view=True, grad_fn="SelectBackward0",
    forward=_select,
    vjp=dict(input=lambda g, input_shape, dim, index: select_back(g, input_shape, dim, index)),
    samples=[(real(3), 0, 1), (real(2, 3), 1, -1), (real(2, 3, 2), -1, 0)],
)  # fmt: skip
select_back: Op = op(
    "select_backward", grad_fn="SelectBackwardBackward0",
    forward=lambda grad_output, input_sizes, dim, index: _put(
        grad_output, input_sizes, _at(wrap_dim(dim, len(input_sizes)), index)
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
    return input[_at(dim, slice(start, end, step))]


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
        _at(wrap_dim(dim, len(input_sizes)),
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


def _index(input: Value, indices: Sequence[object]) -> Value:
    try:
        return input[advanced(indices)]
    except IndexError:
        raise INDEX_RANGE.error(index="?", dim="?", size="?") from None


def _accumulate(grad_output: Value, input_sizes: Shape, indices: Sequence[object]) -> Value:
    result: Value = np.zeros(input_sizes, grad_output.dtype)
    np.add.at(result, advanced(indices), grad_output)
    return result


index: Op = op(
    "index", grad_fn="IndexBackward0",
    forward=_index,
    vjp=dict(input=lambda g, input_shape, indices: index_back(g, input_shape, indices)),
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


def _unbind(input: Value, dim: int = 0) -> tuple[Value, ...]:
    dim = wrap_dim(dim, input.ndim)
    return tuple(input[_at(dim, i)] for i in range(input.shape[dim]))


unbind: Op = op(
    "unbind", "torch.unbind .unbind", view=True, outputs="*", grad_fn="UnbindBackward0",
    forward=_unbind,
    vjp=dict(input=lambda g, dim, input_shape: unbind_back(g, dim, input_shape)),
    samples=[(real(2, 3),), (real(2, 3), -1)],
)  # fmt: skip


def unbind_back(parts: Sequence[Value | None], dim: int, shape: Shape) -> Value:
    """The gradients of the parts, stacked; zeros for a part that was not reached."""
    first = next(part for part in parts if part is not None)
    filled = [compare.zeros(first) if part is None else part for part in parts]
    return shapes_ops.stack(filled, dim)
