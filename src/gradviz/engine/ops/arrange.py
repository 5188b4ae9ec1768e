"""Ops that turn, join and cut whole tensors: rot90, atleast_2d, block_diag, tensor_split, ..."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations as choose
from itertools import combinations_with_replacement as choose_again

import numpy as np

from gradviz.engine.messages import (
    FLIP_DIMS,
    ROT_DIMS,
    SETTING,
    SPLIT_UNEVEN,
    UNFOLD_SIZE,
)
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, shape_of
from gradviz.engine.ops import index
from gradviz.engine.ops.contract import meshgrid
from gradviz.engine.ops.shape import (
    cat,
    contiguous_copy,
    flatten,
    flip,
    reshape,
    squeeze_dim,
    stack,
    sum_to,
    transpose,
    unsqueeze,
    view,
)
from gradviz.engine.samples import real
from gradviz.engine.shapes import Shape, size_of, wrap_dim

# turned


def _rot90(input: Value, k: int, dims: Sequence[int]) -> Value:
    if len(dims) != 2:
        raise ROT_DIMS.error(count=len(dims))
    first, second = (wrap_dim(d, input.ndim) for d in dims)
    if first == second:
        text = f"expected rotation dims to be different, but got dim0 = {first} and dim1 = {second}"
        raise SETTING.error(text=text)
    return np.rot90(input, k, (first, second)).copy()


rot90: Op = op(
    "rot90", "torch.rot90 .rot90", grad_fn="Rot90Backward0",
    forward=lambda input, k=1, dims=(0, 1): _rot90(input, k, dims),
    vjp=dict(input=lambda g, k, dims: turned_back(g, k, dims)),
    samples=[(real(2, 3),), (real(2, 3), 2), (real(2, 2, 3), 1, (1, 2))],
)  # fmt: skip
turned_back: Composite = composite(
    "turned_back", body=lambda g, k, dims: rot90(g, -k, dims),
    formula=lambda g, k, dims: rot90(g), samples=[(real(2, 3), 1, (0, 1))],
)  # fmt: skip


def _flipped(input: Value, dim: int, least: int) -> Value:
    if len(shape_of(input)) < least:
        raise FLIP_DIMS.error(least=least)
    return flip(input, (dim,))


flipud: Composite = composite(
    "flipud", "torch.flipud .flipud", body=lambda input: _flipped(input, 0, 1),
    samples=[(real(3),), (real(2, 3),)],
)  # fmt: skip
fliplr: Composite = composite(
    "fliplr", "torch.fliplr .fliplr", body=lambda input: _flipped(input, 1, 2),
    samples=[(real(2, 3),)],
)  # fmt: skip
adjoint: Composite = composite(
    "adjoint", ".adjoint torch.adjoint", symbol=".mT", body=lambda input: transpose(input, -2, -1),
    samples=[(real(2, 3),)],
)  # fmt: skip


# with more dimensions, joined


def _atleast_1d(x: Value) -> Value:
    return x if shape_of(x) else view(x, (1,))


def _atleast_2d(x: Value) -> Value:
    ndim = len(shape_of(x))
    if ndim == 0:
        return view(x, (1, 1))
    return unsqueeze(x, 0) if ndim == 1 else x


def _atleast_3d(x: Value) -> Value:
    ndim = len(shape_of(x))
    if ndim == 0:
        return view(x, (1, 1, 1))
    if ndim == 1:
        return unsqueeze(unsqueeze(x, 0), -1)
    return unsqueeze(x, -1) if ndim == 2 else x


def _for_each(widen: object, tensors: Sequence[Value]) -> Value:
    """One tensor, or each of several."""
    widened = tuple(widen(x) for x in tensors)  # type: ignore[operator]
    return widened[0] if len(widened) == 1 else widened


atleast_1d: Composite = composite(
    "atleast_1d", "torch.atleast_1d", gathers="tensors",
    body=lambda tensors: _for_each(_atleast_1d, tensors), samples=[([real()],)],
)  # fmt: skip
atleast_2d: Composite = composite(
    "atleast_2d", "torch.atleast_2d", gathers="tensors",
    body=lambda tensors: _for_each(_atleast_2d, tensors), samples=[([real(2)],), ([real()],)],
)  # fmt: skip
atleast_3d: Composite = composite(
    "atleast_3d", "torch.atleast_3d", gathers="tensors",
    body=lambda tensors: _for_each(_atleast_3d, tensors),
    samples=[([real(2)],), ([real(2, 3)],), ([real()],)],
)  # fmt: skip
dstack: Composite = composite(
    "dstack", "torch.dstack",
    body=lambda tensors: cat([_atleast_3d(x) for x in tensors], 2),
    samples=[([real(2), real(2)],), ([real(2, 3), real(2, 3)],)],
)  # fmt: skip


def _columns(tensors: Sequence[Value]) -> Value:
    return cat(
        [x if len(shape_of(x)) > 1 else reshape(x, (size_of(shape_of(x)), 1)) for x in tensors], 1
    )


column_stack: Composite = composite(
    "column_stack", "torch.column_stack", body=_columns,
    samples=[([real(2), real(2)],), ([real(2, 1), real(2, 2)],)],
)  # fmt: skip


def _block_cost(tensors: Sequence[Value]) -> Cost:
    sizes = [np.atleast_2d(x).shape for x in tensors]
    elements = sum(m for m, _ in sizes) * sum(n for _, n in sizes)
    return elements, elements


def _blocks(tensors: Sequence[Value]) -> Value:
    parts = [np.atleast_2d(x) for x in tensors]
    result = np.zeros(
        (sum(x.shape[0] for x in parts), sum(x.shape[1] for x in parts)),
        np.result_type(*[x.dtype for x in parts]),
    )
    row = column = 0
    for x in parts:
        result[row : row + x.shape[0], column : column + x.shape[1]] = x
        row, column = row + x.shape[0], column + x.shape[1]
    return result


def _blocks_back(g: Value, shapes: Sequence[Shape]) -> list[Value]:
    parts = []
    row = column = 0
    for shape in shapes:
        m, n = (1,) * (2 - len(shape)) + tuple(shape)
        block = index.slice_(index.slice_(g, 0, row, row + m), 1, column, column + n)
        for _ in range(2 - len(shape)):
            block = squeeze_dim(block, 0)
        parts.append(block)
        row, column = row + m, column + n
    return parts


blocks_back: Composite = composite(
    "blocks_back", body=_blocks_back, formula=lambda g, shapes: index.slice_(g),
    samples=[(real(3, 3), [(1, 1), (2, 2)])],
)  # fmt: skip
block_diag: Op = op(
    "block_diag", "torch.block_diag", variadic=True, gathers="tensors",
    grad_fn="BlockDiagBackward0",
    forward=lambda tensors: _blocks(tensors),
    vjp=dict(tensors=lambda g, tensors_shapes: blocks_back(g, tensors_shapes)),
    cost=_block_cost, samples=[([real(2, 2), real(1, 3)],), ([real(2), real()],)],
)  # fmt: skip
diagflat: Composite = composite(
    "diagflat", "torch.diagflat .diagflat",
    body=lambda input, offset=0: index.diag_embed(
        reshape(contiguous_copy(input), (-1,)) if len(shape_of(input)) > 1 else view(input, (-1,)),
        offset,
    ),
    samples=[(real(2),), (real(2), 1)],
)  # fmt: skip


def _cartesian(tensors: Sequence[Value]) -> Value:
    if len(tensors) == 1:
        return tensors[0]
    grids = meshgrid(tensors, indexing="ij")
    return stack([flatten(grid) for grid in grids], 1)


cartesian_prod: Composite = composite(
    "cartesian_prod", "torch.cartesian_prod", gathers="tensors", body=_cartesian,
    samples=[([real(2), real(3)],)],
)  # fmt: skip


def _combinations(input: Value, r: int = 2, with_replacement: bool = False) -> Value:
    n = shape_of(input)[0]
    if r <= 0:
        raise SETTING.error(text=f"Expect a positive number, but got {r}")
    grids = meshgrid([input] * r, indexing="ij")
    pick = choose_again if with_replacement else choose
    rows = np.array(list(pick(range(n), r)), np.int64).reshape(-1, r)
    mask = np.zeros((n,) * r, np.bool_)
    mask[tuple(rows.T)] = True
    return stack([index.masked_select(grid, mask) for grid in grids], 1)


combinations: Composite = composite(
    "combinations", "torch.combinations", body=_combinations,
    samples=[(real(3),), (real(3), 2, True)],
)  # fmt: skip


# cut


def _tensor_split(input: Value, indices_or_sections: Value, dim: int = 0
                  ) -> tuple[Value, ...]:  # fmt: skip
    size = shape_of(input)[wrap_dim(dim, len(shape_of(input)))]
    if not isinstance(indices_or_sections, int | list | tuple):
        indices_or_sections = indices_or_sections.elements.tolist()
    if isinstance(indices_or_sections, int):
        count = indices_or_sections
        if count <= 0:
            text = f"number of sections must be larger than 0, got {count}"
            raise SETTING.error(text=text)
        long = size % count
        ends = np.cumsum([size // count + (k < long) for k in range(count)]).tolist()
    else:
        ends = [*indices_or_sections, size]
    starts = [0, *ends[:-1]]
    return tuple(index.slice_(input, dim, a, max(a, b)) for a, b in zip(starts, ends, strict=True))


tensor_split: Composite = composite(
    "tensor_split", "torch.tensor_split .tensor_split", body=_tensor_split,
    samples=[(real(5), 3), (real(5), (1, 3)), (real(2, 4), 2, 1)],
)  # fmt: skip


def _cut(name: str, dim: int) -> Composite:
    def body(input: Value, sections: int | Sequence[int]) -> tuple[Value, ...]:
        at = 0 if dim == 1 and len(shape_of(input)) == 1 else dim
        size = shape_of(input)[at]
        if isinstance(sections, int) and size % sections:
            raise SPLIT_UNEVEN.error(name=name, dim=at, size=size, sections=sections)
        return _tensor_split(input, sections, at)

    return composite(
        name, f"torch.{name} .{name}", body=lambda input, sections: body(input, sections),
        samples=[(real(2, 2, 2), 2), (real(2, 2, 2), (1,))],
    )  # fmt: skip


hsplit: Composite = _cut("hsplit", 1)
vsplit: Composite = _cut("vsplit", 0)
dsplit: Composite = _cut("dsplit", 2)


def _windows(input: Value, dimension: int, size: int, step: int) -> Value:
    at = wrap_dim(dimension, input.ndim)
    if size < 0 or step <= 0:
        least = (
            f"size is {size} but must be >= 0" if size < 0 else f"step is {step} but must be > 0"
        )
        raise SETTING.error(text=least)
    if not input.ndim:
        return input.reshape(1)[:size]
    if size > (input.shape[at] if input.ndim else 1):
        raise UNFOLD_SIZE.error(dim=at, most=input.shape[at], size=size)
    count = (input.shape[at] - size) // step + 1
    strides = list(input.strides)
    strides[at] *= step
    shape = list(input.shape)
    shape[at] = count
    return np.lib.stride_tricks.as_strided(input, (*shape, size), (*strides, input.strides[at]))


def _windows_sum(grad_output: Value, sizes: Shape, dimension: int, size: int, step: int) -> Value:
    result: Value = np.zeros(sizes, grad_output.dtype)
    if not sizes:
        return result + grad_output.sum()
    at = wrap_dim(dimension, len(sizes))
    for k in range(size):
        where = index.along(at, slice(k, k + step * (grad_output.shape[at] - 1) + 1, step))
        result[where] += grad_output[..., k]
    return result


unfold: Op = op(
    "unfold", ".unfold", view=True, grad_fn="UnfoldBackward0",
    forward=lambda input, dimension, size, step: _windows(input, dimension, size, step),
    vjp=dict(
        input=lambda g, input_shape, dimension, size, step: unfold_back(
            g, input_shape, dimension, size, step
        )
    ),
    cost=lambda input, dimension, size, step: (input.size * size // max(step, 1),) * 2,
    samples=[(real(4), 0, 2, 1), (real(2, 4), 1, 2, 2)],
)  # fmt: skip
unfold_back: Op = op(
    "unfold_backward", grad_fn="UnfoldBackwardBackward0",
    forward=lambda grad_output, sizes, dimension, size, step: _windows_sum(
        grad_output, sizes, dimension, size, step
    ),
    vjp=dict(grad_output=lambda g, dimension, size, step: unfold(g, dimension, size, step)),
    cost=lambda grad_output, sizes, *_, **__: (size_of(sizes), grad_output.size),
    samples=[(real(3, 2), (4,), 0, 2, 1)],
)  # fmt: skip
sum_to_size: Composite = composite(
    "sum_to_size", ".sum_to_size", gathers="size",
    body=lambda input, size: sum_to(input, tuple(size)), samples=[(real(2, 3), (3,))],
)  # fmt: skip
