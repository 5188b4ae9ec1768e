"""Ops that exist to write into a tensor, and what undoes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import as_strided as numpy_strided

from gradviz.engine.dtypes import Number
from gradviz.engine.messages import FILL_DIAGONAL_DIMS, PUT_SHAPE, RESIZE_OVERFLOW
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, overload, shape_of
from gradviz.engine.ops import index
from gradviz.engine.ops.compare import zeros
from gradviz.engine.ops.shape import sizes_of
from gradviz.engine.samples import real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of


def _input_cost(input: Value, *_: object, **__: object) -> Cost:
    size = size_of(shape_of(input))
    return size, size


fill_scalar: Op = op(
    "fill.Scalar", grad_fn="FillBackward2", in_place=True, cost=_input_cost,
    forward=lambda input, value: np.full_like(input, value)[()],
    vjp=dict(input=lambda g: zeros(g), value=None),
    samples=[(real(3), 2.0)],
)  # fmt: skip
fill_tensor: Op = op(
    "fill.Tensor", grad_fn="FillBackward3", in_place=True, cost=_input_cost,
    forward=lambda input, value: np.full_like(input, value)[()],
    vjp=dict(input=lambda g: zeros(g), value=lambda g: g),
    samples=[(real(3), real())],
)  # fmt: skip
fill = overload(
    "fill", "torch.fill .fill",
    lambda input, value: fill_tensor if hasattr(value, "shape") else fill_scalar,
)  # fmt: skip
zero: Op = op(
    "zero", ".zero_ torch.zero_", grad_fn="ZeroBackward0", in_place=True, cost=_input_cost,
    forward=lambda input: np.zeros_like(input)[()],
    vjp=dict(input=lambda g: zeros(g)),
    samples=[(real(3),)],
)  # fmt: skip


def _copied(input: Value, src: Value) -> Value:
    if src.shape == input.shape:
        return src
    return np.broadcast_to(src, broadcast_shapes([input.shape, src.shape]))


copy: Op = op(
    "copy", ".copy_", grad_fn="CopyBackwards", in_place=True, symbol="_", cost=_input_cost,
    forward=_copied,
    vjp=dict(input=lambda g: zeros(g), src=lambda g: g),
    samples=[(real(3), real(3)), (real(2, 3), real(3))],
)  # fmt: skip


# elements at any places


def _strided(
    input: Value, size: Sequence[int], stride: Sequence[int], storage_offset: int = 0,
    order: Shape | None = None,
) -> Value:  # fmt: skip
    """The elements at these places of memory, in which the dimensions lie in this order."""
    array = np.asarray(input)
    if order is not None:
        array = array.transpose(order)
    width = array.itemsize
    if not array.flags.c_contiguous:
        array = np.ascontiguousarray(array)
    flat = array.reshape(-1)[storage_offset:]
    return numpy_strided(flat, tuple(size), tuple(n * width for n in stride))


def _size_cost(input: Value, size: Sequence[int], *_: object, **__: object) -> Cost:
    elements = size_of(tuple(size))
    return elements, elements


def _scattered(
    input: Value, src: Value, size: Shape, stride: Shape, storage_offset: int = 0,
    order: Shape | None = None,
) -> Value:  # fmt: skip
    result = np.array(input if order is None else np.transpose(input, order), order="C")
    _strided(result, size, stride, storage_offset)[...] = src
    return result if order is None else np.transpose(result, np.argsort(order))


as_strided: Op = op(
    "as_strided", view=True, grad_fn="AsStridedBackward0", cost=_size_cost,
    forward=_strided,
    vjp=dict(
        input=lambda g, input_shape, size, stride, storage_offset, order: strided_back(
            g, input_shape, size, stride, storage_offset, order
        )
    ),
    samples=[(real(2, 3), (3,), (1,), 3), (real(2, 3), (2, 2), (3, 2), 0)],
)  # fmt: skip


def _strided_sum(
    grad_output: Value, input_sizes: Shape, size: Shape, stride: Shape, storage_offset: int,
    order: Shape | None = None,
) -> Value:  # fmt: skip
    if order is not None:
        sizes = tuple([input_sizes[dim] for dim in order])
        there = _strided_sum(grad_output, sizes, size, stride, storage_offset)
        return np.transpose(there, np.argsort(order))
    result = np.zeros(input_sizes, grad_output.dtype)
    places = _strided(np.arange(size_of(input_sizes)).reshape(input_sizes), size, stride,
                      storage_offset)  # fmt: skip
    np.add.at(result.reshape(-1), places, grad_output)
    return result


strided_back: Op = op(
    "as_strided_backward", grad_fn="AsStridedBackwardBackward0",
    cost=lambda grad_output, input_sizes, *_, **__: (size_of(input_sizes),) * 2,
    forward=_strided_sum,
    vjp=dict(
        grad_output=lambda g, size, stride, storage_offset, order: as_strided(
            g, size, stride, storage_offset, order
        )
    ),
    samples=[(real(3), (2, 3), (3,), (1,), 3)],
)  # fmt: skip
as_strided_scatter: Op = op(
    "as_strided_scatter", grad_fn="AsStridedScatterBackward0", cost=_input_cost,
    forward=_scattered,
    vjp=dict(
        input=lambda g, src_shape, size, stride, storage_offset, order: as_strided_scatter(
            g, zeros(as_strided(g, size, stride, storage_offset, order)), size, stride,
            storage_offset, order,
        ),
        src=lambda g, size, stride, storage_offset, order: as_strided(
            g, size, stride, storage_offset, order
        ),
    ),
    samples=[(real(2, 3), real(3), (3,), (1,), 3)],
)  # fmt: skip


def _index_put(
    input: Value, values: Value, indices: Sequence[object], accumulate: bool = False
) -> Value:
    result = np.array(input)
    picked = index.pick(input, indices).shape
    try:
        values = np.broadcast_to(values, picked)
    except ValueError:
        raise PUT_SHAPE.error(values=list(shape_of(values)), picked=list(picked)) from None
    where = index.advanced(indices)
    if accumulate:
        np.add.at(result, where, values)
    else:
        result[where] = values
    return result


index_put: Op = op(
    "index_put", grad_fn="IndexPutBackward0", in_place=True, cost=_input_cost,
    forward=_index_put,
    vjp=dict(
        input=lambda g, indices, accumulate, values_shape: g if accumulate
        else index_put(g, 0.0, indices),
        values=lambda g, indices: index.index(g, indices),
    ),
    samples=[(real(4), real(2), [np.array([0, 2])])],
)  # fmt: skip


def _fill_diagonal(
    input: Value, fill_value: Number, wrap: bool = False, *, inplace: bool = True
) -> Value:
    if len(shape_of(input)) < 2:
        raise FILL_DIAGONAL_DIMS.error()
    fill_scalar(index.diagonal(input), fill_value, **index.in_place(True))
    return input


fill_diagonal: Composite = composite(
    "fill_diagonal", ".fill_diagonal_", body=_fill_diagonal, kinks=[(real(3, 2), 1.5)]
)


# another size in the same memory


def _resized(input: Value, size: object) -> Value:
    target = sizes_of(size)
    flat = np.ravel(input)
    if any(n < 0 for n in target):
        raise RESIZE_OVERFLOW.error()
    count = size_of(target)
    if count > flat.size:  # what PyTorch leaves in new memory is left to chance; here it is 0
        flat = np.concatenate([flat, np.zeros(count - flat.size, flat.dtype)])
    return flat[:count].reshape(target)


resize: Op = op(
    "resize", ".resize_", view=True, gathers="size", forward=_resized, vjp=dict(input=None),
    cost=lambda input, size: (size_of(sizes_of(size)),) * 2, kinks=[(real(4), (2,))],
)  # fmt: skip


def _resize_as(input: Value, the_template: Value, *, inplace: bool = True) -> Value:
    return resize(input, shape_of(the_template), **index.in_place(inplace))


resize_as: Composite = composite(
    "resize_as", ".resize_as_", body=_resize_as, kinks=[(real(4), real(2))]
)
