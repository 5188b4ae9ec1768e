"""Ops that move, repeat, join or reinterpret elements: views first, then copies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import as_strided as numpy_strided

from gradviz.engine.dtypes import OF_NUMPY, DType, float64
from gradviz.engine.messages import (
    CAT_DIMS,
    CAT_SCALAR,
    CAT_SHAPES,
    EMPTY_CAT,
    EMPTY_LIST,
    EXPAND_LEADING,
    EXPAND_NDIM,
    EXPAND_SIZE,
    FLATTEN_DIMS,
    PERMUTE_DIMS,
    REPEAT_DIMS,
    REPEATED_DIM,
    REPEATS_SIZE,
    SETTING,
    STACK_SHAPES,
    T_DIMS,
    VIEW_STRIDE,
)
from gradviz.engine.op import (
    Callee,
    Composite,
    Cost,
    Op,
    Overload,
    Value,
    composite,
    op,
    overload,
    shape_of,
)
from gradviz.engine.ops import index, reduce
from gradviz.engine.samples import integers, real
from gradviz.engine.shapes import Shape, infer_size, size_of, wrap_dim, wrap_dims

Sizes = int | Sequence[int]


def sizes_of(size: object) -> Shape:
    """Sizes given one by one or as one sequence."""
    if isinstance(size, int):
        return (size,)
    assert isinstance(size, Sequence)
    if len(size) == 1 and isinstance(size[0], Sequence):
        size = size[0]
    return tuple(int(n) for n in size)


# views with other sizes


def can_view(shape: Shape, strides: Shape | None, target: Shape) -> bool:
    """Whether elements with these strides can be seen as `target` without a copy.

    Groups of neighbouring dimensions that lie as one in memory may be cut anew, others not.
    """
    if strides is None or not size_of(target):
        return True
    groups: list[list[int]] = []  # [size, stride of its last dimension]
    for n, stride in zip(shape, strides, strict=True):
        if n == 1:
            continue
        if groups and groups[-1][1] == n * stride:
            groups[-1][0] *= n
            groups[-1][1] = stride
        else:
            groups.append([n, stride])
    wanted = [n for n in target if n != 1]
    for size, _ in groups:
        left = size
        while left > 1 and wanted:
            n = wanted.pop(0)
            if left % n:
                return False
            left //= n
        if left > 1:
            return False
    return not wanted


def strides_of(input: Value) -> Shape | None:
    """The strides of an array or lifted operand, in any unit."""
    strides: Shape | None = getattr(input, "strides", None)
    return strides


def _view(input: Value, size: object) -> Value:
    target = infer_size(sizes_of(size), input.size)
    if not can_view(input.shape, input.strides, target):
        raise VIEW_STRIDE.error()
    return input.reshape(target)


view: Op = op(
    "view", ".view", view=True, gathers="size", grad_fn="ViewBackward0",
    forward=_view,
    vjp=dict(input=lambda g, input_shape: reshape(g, input_shape)),
    samples=[(real(2, 3), 6), (real(2, 3), (3, -1)), (real(), (1, 1)), (real(4), 2, 2)],
)  # fmt: skip
reshape_alias: Op = op(
    "reshape_alias", view=True, grad_fn="ReshapeAliasBackward0",
    forward=lambda input, size: input.reshape(size),
    vjp=dict(input=lambda g, input_shape: reshape(g, input_shape)),
    samples=[(real(2, 3), (6,))],
)  # fmt: skip
"""What `reshape` records where elements that do not lie in order can be seen in another shape."""
unsafe_view: Op = op(
    "unsafe_view", grad_fn="UnsafeViewBackward0",
    forward=_view,
    vjp=dict(input=lambda g, input_shape: reshape(g, input_shape)),
    samples=[(real(2, 3), (6,))],
)  # fmt: skip
clone: Op = op(
    "clone", "torch.clone .clone", grad_fn="CloneBackward0", symbol="_",
    forward=lambda input: input.copy(),
    vjp=dict(input=lambda g: g),
    samples=[(real(2, 3),), (real(),)],
)  # fmt: skip


def _reshape(input: Value, shape: Sizes) -> Value:
    target = infer_size(sizes_of(shape), size_of(shape_of(input)))
    if can_view(shape_of(input), strides_of(input), target):
        return (view if in_order(input) else reshape_alias)(input, target)
    return unsafe_view(contiguous_copy(input), target)


contiguous_copy: Op = op(
    "clone.contiguous", grad_fn="CloneBackward0", symbol="_",
    forward=lambda input: np.array(input, order="C"),
    vjp=dict(input=lambda g: g),
    samples=[(real(2, 3),)],
)  # fmt: skip


def in_order(input: Value) -> bool:
    """Whether the elements lie in memory one after the other, in their order."""
    strides = strides_of(input)
    if strides is None or not size_of(shape_of(input)):
        return True
    expected = getattr(input.dtype, "numpy", input.dtype).itemsize
    for n, stride in zip(reversed(shape_of(input)), reversed(strides), strict=True):
        if n != 1:
            if stride != expected:
                return False
            expected *= n
    return True


def _contiguous(input: Value) -> Value:
    return input if in_order(input) else contiguous_copy(input)


contiguous: Composite = composite(
    "contiguous", symbol="_", body=_contiguous, samples=[(real(2, 3),)]
)
"""The elements in order: a copy where they are not."""
reshape: Composite = composite(
    "reshape", "torch.reshape .reshape", gathers="shape", body=_reshape,
    samples=[(real(2, 3), 3, 2), (real(2, 3), -1), (real(2, 3), (6, 1)), (real(), (1,))],
)  # fmt: skip


# views with other dimensions


def _t(input: Value) -> Value:
    if input.ndim > 2:
        raise T_DIMS.error(ndim=input.ndim)
    return input.T if input.ndim else input[...]


t: Op = op(
    "t", "torch.t .t", view=True, in_place=True, symbol=".T",
    grad_fn="TBackward0", grad_fn_in_place="TBackward1",
    forward=_t,
    vjp=dict(input=lambda g: t(g)),
    samples=[(real(2, 3),), (real(3),), (real(),)],
)  # fmt: skip


def _transpose(input: Value, dim0: int, dim1: int) -> Value:
    ndim = input.ndim
    a, b = wrap_dim(dim0, ndim), wrap_dim(dim1, ndim)
    return input.swapaxes(a, b) if ndim else input[...]


transpose: Op = op(
    "transpose", "torch.transpose .transpose torch.swapaxes .swapaxes torch.swapdims .swapdims",
    view=True, in_place=True, grad_fn="TransposeBackward0", grad_fn_in_place="TransposeBackward1",
    forward=_transpose,
    vjp=dict(input=lambda g, dim0, dim1: transpose(g, dim0, dim1)),
    samples=[(real(2, 3), 0, 1), (real(2, 3, 4), -1, 0), (real(), 0, -1)],
)  # fmt: skip
mT: Composite = composite(  # noqa: N816
    "mT", ".mT", symbol=".mT", body=lambda input: transpose(input, -2, -1),
    samples=[(real(2, 3),), (real(2, 3, 4),)],
)  # fmt: skip


def _permute(input: Value, dims: Sequence[int]) -> Value:
    dims = sizes_of(dims)
    if len(dims) != input.ndim:
        raise PERMUTE_DIMS.error(ndim=input.ndim, count=len(dims))
    wrapped = [wrap_dim(dim, input.ndim) for dim in dims]
    if len(set(wrapped)) != len(wrapped):
        raise REPEATED_DIM.error()
    return input.transpose(wrapped) if wrapped else input[...]


def inverse_permutation(dims: Sequence[int]) -> tuple[int, ...]:
    """The dims that undo a permutation."""
    dims = sizes_of(dims)
    order = [dim % len(dims) for dim in dims]
    return tuple(order.index(d) for d in range(len(order)))


permute: Op = op(
    "permute", "torch.permute .permute", view=True, gathers="dims", grad_fn="PermuteBackward0",
    forward=_permute,
    vjp=dict(input=lambda g, dims: permute_back(g, dims)),
    samples=[(real(2, 3, 4), (2, 0, 1)), (real(2, 3), -1, 0), (real(), ())],
)  # fmt: skip
permute_back: Composite = composite(
    "permute_back", body=lambda g, dims: permute(g, inverse_permutation(dims)),
    formula=lambda g, dims: permute(g, dims), samples=[(real(2, 3, 4), (2, 0, 1))],
)  # fmt: skip
T: Composite = composite(
    "T", ".T", symbol=".T", body=lambda input: permute(input, range(input.ndim)[::-1]),
    samples=[(real(2, 3),), (real(3),)],
)  # fmt: skip


def _unsqueeze(input: Value, dim: int) -> Value:
    at = wrap_dim(dim, input.ndim + 1)
    shape = input.shape
    return np.expand_dims(input, at) if shape else input.reshape(1)


unsqueeze: Op = op(
    "unsqueeze", "torch.unsqueeze .unsqueeze", view=True, in_place=True,
    grad_fn="UnsqueezeBackward0", grad_fn_in_place="UnsqueezeBackward1",
    forward=_unsqueeze,
    vjp=dict(input=lambda g, dim: squeeze_dim(g, dim)),
    samples=[(real(2, 3), 0), (real(2, 3), -1), (real(), 0)],
)  # fmt: skip


def _squeeze_dim(input: Value, dim: Sizes) -> Value:
    if dim == ():
        return input[...]
    dims = wrap_dims(dim, input.ndim) if input.ndim else ()
    if not input.ndim:
        wrap_dims(dim, 0)
    keep = [n for d, n in enumerate(input.shape) if not (d in dims and n == 1)]
    return (
        np.squeeze(input, tuple(d for d in dims if input.shape[d] == 1))
        if keep != list(input.shape)
        else input[...]
    )


def _unsqueezed(g: Value, shape: Shape, dim: Sizes | None) -> Value:
    dims = wrap_dims(dim, len(shape)) if shape and dim != () else ()
    for at in sorted(dims):
        if shape[at] == 1:
            g = unsqueeze(g, at)
    return g


unsqueezed: Composite = composite(
    "unsqueezed", symbol="_", body=_unsqueezed, samples=[(real(3), (1, 3), 0)]
)
"""With those of the dimensions `dim` again that had one element."""


squeeze_all: Op = op(
    "squeeze.all", view=True, in_place=True, grad_fn="SqueezeBackward0",
    grad_fn_in_place="SqueezeBackward3",
    forward=lambda input: np.squeeze(input)[...],
    vjp=dict(input=lambda g, input_shape: unsqueezed(g, input_shape, None)),
    samples=[(real(1, 3, 1),), (real(2),), (real(),)],
)  # fmt: skip
squeeze_dim: Op = op(
    "squeeze.dim", view=True, in_place=True, grad_fn="SqueezeBackward1",
    grad_fn_in_place="SqueezeBackward4",
    forward=_squeeze_dim,
    vjp=dict(input=lambda g, input_shape, dim: unsqueezed(g, input_shape, dim)),
    samples=[(real(1, 3, 1), 0), (real(1, 3), -1), (real(), 0)],
)  # fmt: skip
squeeze_dims: Op = op(
    "squeeze.dims", view=True, in_place=True, grad_fn="SqueezeBackward2",
    grad_fn_in_place="SqueezeBackward5",
    forward=_squeeze_dim,
    vjp=dict(input=lambda g, input_shape, dim: unsqueezed(g, input_shape, dim)),
    samples=[(real(1, 3, 1), (0, 2)), (real(1, 3), (0, 1))],
)  # fmt: skip
squeezed: Op = op(
    "squeeze.in_place", counts=True, grad_fn="SqueezeBackward4",
    forward=lambda input, dim: _squeeze_dim(input, dim).copy(),
    vjp=dict(input=lambda g, input_shape, dim: unsqueezed(g, input_shape, dim)),
    samples=[(real(1, 3), 0)],
)  # fmt: skip


def _squeeze_case(input: object, dim: object = None) -> Callee:
    if dim is None:
        return squeeze_all
    return squeeze_dim if isinstance(dim, int) else squeeze_dims


squeeze: Overload = overload("squeeze", "torch.squeeze .squeeze", _squeeze_case)


def expanded_shape(input: Value, size: object) -> Shape:
    """What `expand` to these sizes gives; PyTorch's errors where it cannot."""
    sizes = sizes_of(size)
    shape: Shape = input.shape
    if sizes == shape:
        return shape
    extra = len(sizes) - len(shape)
    if extra < 0:
        dtype = input.dtype if isinstance(input.dtype, DType) else OF_NUMPY[input.dtype]
        raise EXPAND_NDIM.error(
            type_name=dtype.type_name, sizes=list(shape), target=list(sizes),
            count=len(sizes), ndim=len(shape),
        )  # fmt: skip
    result = []
    for dim in reversed(range(len(sizes))):
        wanted = sizes[dim]
        size_here = shape[dim - extra] if dim >= extra else 1
        if wanted == -1:
            if dim < extra:
                raise EXPAND_LEADING.error(wanted=wanted, dim=dim)
            wanted = size_here
        elif size_here not in (wanted, 1):
            raise EXPAND_SIZE.error(
                wanted=wanted, size=size_here, dim=dim, target=list(sizes), sizes=list(shape)
            )
        result.append(wanted)
    return tuple(reversed(result))


def _expand_cost(input: Value, size: object) -> Cost:
    elements = size_of(expanded_shape(input, size))
    return elements, elements


def expanded(input: Value, shape: Shape) -> Value:
    """The elements as `expand` shows them, with PyTorch's strides."""
    if input.shape == shape:
        return input[...] if isinstance(input, np.ndarray) else input.copy()
    result = np.broadcast_to(input, shape)
    if input.flags.writeable:
        result.setflags(write=True)
    extra = len(shape) - input.ndim
    if 1 in shape and input.ndim:  # where numpy steps by 0
        strides = list(result.strides)
        for dim in range(extra, len(shape)):
            if shape[dim] == 1:
                strides[dim] = input.strides[dim - extra]
        for dim in reversed(range(extra)):
            strides[dim] = strides[dim + 1] * shape[dim + 1] if shape[dim] == 1 else 0
        result = numpy_strided(result, shape, strides)
    return result


expand: Op = op(
    "expand", ".expand torch.broadcast_to .broadcast_to", view=True, gathers="size",
    grad_fn="ExpandBackward0", symbol="_",
    forward=lambda input, size: expanded(input, expanded_shape(input, size)),
    vjp=dict(input=lambda g: g),
    cost=_expand_cost,
    samples=[(real(3), 2, 3), (real(2, 1), (-1, 3)), (real(), (2, 2)), (real(1, 3), 2, -1)],
)  # fmt: skip
expand_as: Composite = composite(
    "expand_as", ".expand_as", body=lambda input, other: expand(input, shape_of(other)),
    samples=[(real(3), real(2, 3))],
)  # fmt: skip


# undoing a reduction, and undoing broadcasting


def _kept(input: Value, shape: Shape, dim: object, keepdim: bool) -> Value:
    if dim is None or keepdim or not shape:
        return input
    for at in sorted(wrap_dims(dim, len(shape))):  # type: ignore[arg-type]
        input = unsqueeze(input, at)
    return input


kept: Composite = composite("kept", symbol="_", body=_kept, samples=[(real(3), (2, 3), 0, False)])
"""What was reduced over `dim`, as it would be had it kept the dimensions; all of them broadcast."""


def _spread(input: Value, shape: Shape, dim: object, keepdim: bool) -> Value:
    return expand(kept(input, shape, dim, keepdim), shape)


spread: Composite = composite(
    "spread", symbol="_", body=_spread, samples=[(real(3), (2, 3), 0, False)]
)
"""What was reduced over `dim`, back in the shape that it had before."""


def _sum_to(input: Value, shape: Shape) -> Value:
    have = shape_of(input)
    if have and not shape:
        return reduce.sum_all(input)
    extra = len(have) - len(shape)
    dims = [*range(extra)]
    dims += [d for d in range(extra, len(have)) if shape[d - extra] == 1 and have[d] != 1]
    if dims:
        input = reduce.sum_dim(input, dims, keepdim=True)
    return view(input, shape) if extra else input


sum_to: Composite = composite("sum_to", symbol="_", body=_sum_to, samples=[(real(2, 3), (3,))])
"""Undoes broadcasting: the sum over the dimensions that `shape` was stretched along."""


def _over_channels(g: Value, shape: Shape) -> Value:
    return expand(view(g, (1, -1, *(1,) * (len(shape) - 2))), shape)


over_channels: Composite = composite(
    "over_channels", symbol="_", body=_over_channels, samples=[(real(2), (1, 2, 3))]
)
"""One value for each channel, wherever the channel has a place."""


# conversions

to: Op = op(
    "to", grad_fn="ToCopyBackward0", symbol="_",
    forward=lambda input, dtype: input.astype(dtype.numpy),
    vjp=dict(input=lambda g, input_dtype: to(g, input_dtype)),
    samples=[(real(3), float64)],
)  # fmt: skip
"""The elements in another dtype; where nothing changes PyTorch gives back the tensor itself."""


# copies in another order


def _flip(input: Value, dims: Sizes) -> Value:
    axes = sizes_of(dims)
    wrapped = wrap_dims(axes, input.ndim) if axes else ()
    return np.flip(input, wrapped).copy() if input.ndim else input


flip: Op = op(
    "flip", "torch.flip .flip", gathers="dims", grad_fn="FlipBackward0",
    forward=_flip,
    vjp=dict(input=lambda g, dims: flip(g, dims)),
    samples=[(real(3), (0,)), (real(2, 3), (0, -1)), (real(2, 3), 1)],
)  # fmt: skip


def _roll(input: Value, shifts: Sizes, dims: Sizes) -> Value:
    axes = sizes_of(dims)
    counts = sizes_of(shifts)
    return np.roll(input, counts if axes else counts[0], axes or None)


roll: Op = op(
    "roll", "torch.roll .roll", grad_fn="RollBackward0",
    forward=lambda input, shifts, dims=(): _roll(input, shifts, dims),
    vjp=dict(
        input=lambda g, shifts, dims: roll_back(g, shifts, dims)
    ),
    samples=[(real(3), 1), (real(2, 3), 1, 0), (real(2, 3), (1, -1), (0, 1)), (real(2, 3), 2)],
)  # fmt: skip


def _roll_back(g: Value, shifts: Sizes, dims: Sizes) -> Value:
    return roll(g, tuple(-n for n in sizes_of(shifts)), sizes_of(dims))


roll_back: Composite = composite(
    "roll_back", body=_roll_back, formula=lambda g, *_: roll(g), samples=[(real(3), 1, 0)]
)


def _repeats(input: Value, repeats: object) -> tuple[Shape, Shape]:
    """The repeats, and the tensor's shape with as many dimensions."""
    counts = sizes_of(repeats)
    extra = len(counts) - len(input.shape)
    if extra < 0:
        raise REPEAT_DIMS.error()
    return counts, (1,) * extra + tuple(input.shape)


def _repeat_cost(input: Value, repeats: object) -> Cost:
    counts, shape = _repeats(input, repeats)
    size = size_of(counts) * size_of(shape)
    return size, size


def _unrepeat(g: Value, shape: Shape, repeats: object) -> Value:
    """The sum over all copies."""
    counts = sizes_of(repeats)
    extra = len(counts) - len(shape)
    for _ in range(extra):
        g = reduce.sum_dim(g, 0)
    parts: list[int] = []
    copies = []
    for count, n in zip(counts[extra:], shape, strict=True):
        if count != 1:
            copies.append(len(parts))
            parts.append(count)
        parts.append(n)
    return reduce.sum_dim(reshape(g, parts), copies) if copies else g


unrepeat: Composite = composite(
    "unrepeat", symbol="_", body=_unrepeat, samples=[(real(4), (2,), (2,))]
)
repeat: Op = op(
    "repeat", ".repeat", gathers="repeats", grad_fn="RepeatBackward0",
    forward=lambda input, repeats: np.tile(input, _repeats(input, repeats)[0]),
    vjp=dict(input=lambda g, input_shape, repeats: unrepeat(g, input_shape, repeats)),
    cost=_repeat_cost,
    samples=[(real(3), (2,)), (real(3), (2, 2)), (real(2, 3), 1, 2), (real(), (3,))],
)  # fmt: skip


def _tile(input: Value, dims: object) -> Value:
    counts = sizes_of(dims)
    return repeat(input, (1,) * (len(input.shape) - len(counts)) + counts)


tile: Composite = composite(
    "tile", "torch.tile .tile", gathers="dims", body=_tile,
    samples=[(real(2, 3), (2,)), (real(3), 2, 2)],
)  # fmt: skip


def _not_negative(repeats: Value) -> Value:
    if np.any(np.asarray(repeats) < 0):
        raise SETTING.error(text="Repeats must be non-negative")
    return repeats


repeated: Op = op(
    "repeat_interleave.places",
    forward=lambda repeats, size: np.repeat(np.arange(size), _not_negative(repeats)),
    vjp=dict(repeats=None),
    cost=lambda repeats, size: (int(repeats.sum()) * (size if repeats.size == 1 else 1),) * 2,
    samples=[(integers(1, 2, 0), 3)],
)  # fmt: skip
"""For each result of `repeat_interleave` the place that it is taken from."""


def _repeat_interleave(
    input: Value, repeats: Value = None, dim: int | None = None, *, output_size: int | None = None
) -> Value:
    if repeats is None:
        return repeated(input, shape_of(input)[0])
    if dim is None:
        input, dim = flatten(input), 0
    dim = wrap_dim(dim, len(input.shape))
    if isinstance(repeats, int):
        _not_negative(repeats)
    else:
        size, count = input.shape[dim], size_of(shape_of(repeats))
        if count not in (1, size):
            raise REPEATS_SIZE.error(repeats=count, size=size, dim=dim)
        return index.index_select(input, dim, repeated(repeats, size))
    shape = input.shape
    wide = expand(unsqueeze(input, dim + 1), (*shape[: dim + 1], repeats, *shape[dim + 1 :]))
    return flatten(contiguous_copy(wide), dim, dim + 1)


# joining several dimensions, splitting one


def _flatten(input: Value, start_dim: int = 0, end_dim: int = -1) -> Value:
    shape = input.shape
    start, end = wrap_dim(start_dim, len(shape)), wrap_dim(end_dim, len(shape))
    if start > end:
        raise FLATTEN_DIMS.error()
    if not shape:
        return reshape(input, (1,))
    if start == end:
        return input
    joined = size_of(shape[start : end + 1])
    return reshape(input, (*shape[:start], joined, *shape[end + 1 :]))


flatten: Composite = composite(
    "flatten", "torch.flatten .flatten", body=_flatten,
    samples=[(real(2, 3),), (real(2, 3, 2), 1), (real(2, 3, 2), 0, 1), (real(),)],
)  # fmt: skip
ravel: Composite = composite(
    "ravel", "torch.ravel .ravel", body=lambda input: view(contiguous(input), (-1,)),
    samples=[(real(2, 3),), (real(),)],
)  # fmt: skip
repeat_interleave: Composite = composite(
    "repeat_interleave", "torch.repeat_interleave .repeat_interleave", body=_repeat_interleave,
    samples=[(real(3), 2), (real(2, 3), 2, 1), (real(3), integers(1, 2, 0)),
             (real(2, 3), integers(2, 1), 0), (integers(1, 2),)],
)  # fmt: skip


def _unflatten(input: Value, dim: int, sizes: Sequence[int]) -> Value:
    dim = wrap_dim(dim, len(input.shape))
    parts = infer_size(sizes, input.shape[dim])
    return view(input, (*input.shape[:dim], *parts, *input.shape[dim + 1 :]))


unflatten: Composite = composite(
    "unflatten", "torch.unflatten .unflatten", body=_unflatten,
    samples=[(real(6), 0, (2, 3)), (real(2, 4), -1, (-1, 2))],
)  # fmt: skip
view_as: Composite = composite(
    "view_as", ".view_as", body=lambda input, other: view(input, shape_of(other)),
    samples=[(real(2, 3), real(3, 2))],
)  # fmt: skip
reshape_as: Composite = composite(
    "reshape_as", ".reshape_as", body=lambda input, other: reshape(input, shape_of(other)),
    samples=[(real(2, 3), real(3, 2))],
)  # fmt: skip


def _movedim(input: Value, source: Sizes, destination: Sizes) -> Value:
    ndim = len(input.shape)
    moved = [wrap_dim(dim, ndim) for dim in sizes_of(source)]
    to_places = [wrap_dim(dim, ndim) for dim in sizes_of(destination)]
    rest = iter(dim for dim in range(ndim) if dim not in moved)
    order = [
        moved[to_places.index(place)] if place in to_places else next(rest) for place in range(ndim)
    ]
    return permute(input, order)


movedim: Composite = composite(
    "movedim", "torch.movedim .movedim torch.moveaxis .moveaxis", body=_movedim,
    samples=[(real(2, 3, 4), 0, 2), (real(2, 3, 4), (0, 1), (1, 2))],
)  # fmt: skip


# joining


def _stack_check(tensors: Sequence[Value]) -> None:
    if not tensors:
        raise EMPTY_LIST.error(op="stack")
    first = tensors[0].shape
    for position, tensor in enumerate(tensors):
        if tensor.shape != first:
            raise STACK_SHAPES.error(first=list(first), other=list(tensor.shape), index=position)


def _stack(tensors: Sequence[Value], dim: int = 0) -> Value:
    _stack_check(tensors)
    return np.stack(tensors, wrap_dim(dim, tensors[0].ndim + 1))


stack: Op = op(
    "stack", "torch.stack", variadic=True, grad_fn="StackBackward0", promotes="common",
    forward=_stack,
    vjp=dict(tensors=lambda g, tensors_shapes, dim: unstacked(g, tensors_shapes, dim)),
    samples=[([real(3), real(3)],), ([real(2, 3), real(2, 3)], -1), ([real(), real()],)],
)  # fmt: skip


unstacked: Composite = composite(
    "unstacked",
    body=lambda g, shapes, dim: [index.select(g, dim, at) for at in range(len(shapes))],
    formula=lambda g, shapes, dim: index.unbind(g), samples=[(real(2, 3), [(3,), (3,)], 0)],
)  # fmt: skip


def _cat(tensors: Sequence[Value], dim: int = 0) -> Value:
    if not tensors:
        raise EMPTY_CAT.error()
    for position, tensor in enumerate(tensors):
        if tensor.ndim == 0:
            raise CAT_SCALAR.error(index=position)
    kept = [tensor for tensor in tensors if tensor.shape != (0,)] or tensors
    first = kept[0]
    dim = wrap_dim(dim, first.ndim)
    for position, tensor in enumerate(tensors):
        if tensor.shape == (0,):
            continue
        if tensor.ndim != first.ndim:
            raise CAT_DIMS.error(first=first.ndim, other=tensor.ndim)
        for d, (n, m) in enumerate(zip(first.shape, tensor.shape, strict=True)):
            if n != m and d != dim:
                raise CAT_SHAPES.error(dim=dim, expected=n, got=m, index=position)
    return np.concatenate(kept, dim)


def _cat_backward(g: Value, tensors_shapes: Sequence[Shape], dim: int) -> list[Value]:
    parts = []
    at = 0
    for shape in tensors_shapes:
        n = 0 if shape == (0,) else shape[dim]
        if shape == (0,) and len(shape_of(g)) > 1:  # an empty list among matrices
            parts.append(reshape(index.slice_(g, dim, at, at), (0,)))
        else:
            parts.append(index.slice_(g, dim, at, at + n))
        at += n
    return parts


cat_parts: Composite = composite(
    "cat_parts", body=_cat_backward, formula=lambda g, *_: index.slice_(g),
    samples=[(real(3), [(1,), (2,)], 0)],
)  # fmt: skip
cat: Op = op(
    "cat", "torch.cat torch.concat torch.concatenate", variadic=True, grad_fn="CatBackward0",
    promotes="common",
    forward=_cat,
    vjp=dict(tensors=lambda g, tensors_shapes, dim: cat_parts(g, tensors_shapes, dim)),
    samples=[([real(3), real(2)],), ([real(2, 3), real(2, 1)], -1), ([real(1, 3), real(2, 3)], 0)],
)  # fmt: skip
hstack: Composite = composite(
    "hstack", "torch.hstack",
    body=lambda tensors: cat(
        [view(part, (1,)) if not part.ndim else part for part in tensors],
        0 if max(part.ndim for part in tensors) < 2 else 1,
    ),
    samples=[([real(3), real(2)],), ([real(2, 3), real(2, 1)],)],
)  # fmt: skip
vstack: Composite = composite(
    "vstack", "torch.vstack torch.row_stack",
    body=lambda tensors: cat(
        [
            unsqueeze(part, 0) if part.ndim == 1 else part if part.ndim else view(part, (1, 1))
            for part in tensors
        ],
        0,
    ),
    samples=[([real(3), real(3)],), ([real(2, 3), real(1, 3)],)],
)  # fmt: skip
