"""Shapes and dimensions: broadcasting, wrapping of negative dims, with PyTorch's errors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod

from gradviz.engine.messages import (
    BROADCAST,
    DIM_RANGE,
    DIM_TWICE,
    VIEW_AMBIGUOUS,
    VIEW_INFER,
    VIEW_SIZE,
)

Shape = tuple[int, ...]

size_of = prod
"""The number of elements of a shape."""


def broadcast_shapes(shapes: Sequence[Shape]) -> Shape:
    """The shape that all of them broadcast to; PyTorch's error where there is none."""
    result = shapes[0]
    for shape in shapes[1:]:
        if shape != result:
            result = _broadcast_two(result, shape)
    return result


def _broadcast_two(a: Shape, b: Shape) -> Shape:
    ndim = max(len(a), len(b))
    a = (1,) * (ndim - len(a)) + a
    b = (1,) * (ndim - len(b)) + b
    for dim in reversed(range(ndim)):
        if a[dim] != b[dim] and 1 not in (a[dim], b[dim]):
            raise BROADCAST.error(a=a[dim], b=b[dim], dim=dim)
    return tuple(n if m == 1 else m for m, n in zip(a, b, strict=True))


def wrap_dim(dim: int, ndim: int) -> int:
    """A dimension counted from the front; a 0-d tensor accepts 0 and -1, as in PyTorch."""
    bound = max(ndim, 1)
    if not -bound <= dim < bound:
        raise DIM_RANGE.error(low=-bound, high=bound - 1, dim=dim)
    return dim % bound


def wrap_dims(dim: int | Sequence[int] | None, ndim: int) -> tuple[int, ...]:
    """The dimensions that a reduction runs over: all of them for None and for ()."""
    if dim is None or dim in ((), []):
        return tuple(range(ndim))
    dims = [wrap_dim(d, ndim) for d in ([dim] if isinstance(dim, int) else dim)]
    for position, d in enumerate(dims):
        if d in dims[:position]:
            raise DIM_TWICE.error(dim=d)
    return tuple(dims) if ndim else ()


def reduced_shape(shape: Shape, dims: Iterable[int], keepdim: bool) -> Shape:
    """What is left of `shape` when `dims` (already wrapped) are reduced."""
    gone = set(dims)
    if keepdim:
        return tuple(1 if d in gone else n for d, n in enumerate(shape))
    return tuple(n for d, n in enumerate(shape) if d not in gone)


def infer_size(wanted: Sequence[int], size: int) -> Shape:
    """`wanted` with its one -1 filled in, so that it holds `size` elements."""
    known = prod(n for n in wanted if n != -1)
    holes = sum(n == -1 for n in wanted)
    if holes > 1:
        raise VIEW_INFER.error()
    if any(n < -1 for n in wanted):
        raise VIEW_SIZE.error(shape=list(wanted), size=size)
    if holes and known == 0:
        if size == 0:
            raise VIEW_AMBIGUOUS.error(shape=list(wanted))
        raise VIEW_SIZE.error(shape=list(wanted), size=size)
    if size % known if holes else size != known:
        raise VIEW_SIZE.error(shape=list(wanted), size=size)
    return tuple(size // known if n == -1 else n for n in wanted)
