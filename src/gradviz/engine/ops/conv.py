"""Convolutions, pooling, and what moves the pixels of images (`torch.nn.functional`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from gradviz.engine.dtypes import OF_NUMPY
from gradviz.engine.messages import (
    BMM_DTYPES,
    CONV_BIAS,
    CONV_CHANNELS,
    CONV_DIMS,
    CONV_GROUPS,
    CONV_KERNEL,
    CONV_NDIM,
    CONV_SAME_STRIDE,
    CONV_TRANSPOSED_CHANNELS,
    FOLD_BLOCKS,
    INTERPOLATE_BOTH,
    INTERPOLATE_DIMS,
    INTERPOLATE_NEITHER,
    INTERPOLATE_REFUSED,
    PAD_DIMS,
    PAD_LENGTH,
    PAD_MODE,
    PAD_ODD,
    PAD_REFLECT,
    POOL_DIMS,
    POOL_PAD,
    POOL_SMALL,
    SETTING,
    SHUFFLE_CHANNELS,
    SHUFFLE_DIMS,
)
from gradviz.engine.op import Composite, Cost, Op, Rule, Sample, Value, composite, op, shape_of
from gradviz.engine.ops.compare import undefined, zeros
from gradviz.engine.ops.index import gather_back, gather_row
from gradviz.engine.ops.loss import pad_row
from gradviz.engine.ops.reduce import mean_dim, sum_dim
from gradviz.engine.ops.shape import contiguous, over_channels, squeeze_dim, unsqueeze, view
from gradviz.engine.samples import given, integers, real
from gradviz.engine.shapes import Shape, size_of

Sizes = int | Sequence[int]


def spatial(value: Sizes, ndim: int) -> Shape:
    """A size for each spatial dimension."""
    if isinstance(value, int):
        return (value,) * ndim
    sizes = tuple(int(n) for n in value)
    return sizes * ndim if len(sizes) == 1 else sizes


def _require(holds: bool, text: str) -> None:
    """PyTorch's error for a setting that makes no sense."""
    if not holds:
        raise SETTING.error(text=text)


# windows: the elements under a kernel, at each of its places


def _windows(padded: Value, kernel: Shape, stride: Shape, dilation: Shape) -> Value:
    """A view (N, C, *places, *kernel) of (N, C, *sizes)."""
    ndim = len(kernel)
    reach = tuple(d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True))
    view = sliding_window_view(padded, reach, tuple(range(2, 2 + ndim)))
    steps = [slice(None, None, s) for s in stride]
    taps = [slice(None, None, d) for d in dilation]
    return view[(slice(None), slice(None), *steps, *taps)]


def _padded(input: Value, padding: Shape, value: float = 0) -> Value:
    if not any(padding):
        return input
    widths = [(0, 0), (0, 0), *[(p, p) for p in padding]]
    return np.pad(input, widths, constant_values=value)


def _trimmed(padded: Value, padding: Shape) -> Value:
    cut = [slice(p, n - p) for p, n in zip(padding, padded.shape[2:], strict=True)]
    return padded[(slice(None), slice(None), *cut)]


def _taps(kernel: Shape, stride: Shape, dilation: Shape, places: Shape
          ) -> Iterator[tuple[Shape, tuple[slice, ...]]]:  # fmt: skip
    """Each element of a kernel, and the slices of the padded input that it meets."""
    for tap in product(*map(range, kernel)):
        yield (
            tap,
            tuple(
                slice(t * d, t * d + s * (n - 1) + 1, s)
                for t, d, s, n in zip(tap, dilation, stride, places, strict=True)
            ),
        )


# convolution: three maps, each linear in both of its operands


def conv_sizes(
    sizes: Shape, kernel: Shape, stride: Shape, padding: Shape, dilation: Shape
) -> Shape:
    """The sizes of a convolution's result."""
    return tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1
        for n, k, s, p, d in zip(sizes, kernel, stride, padding, dilation, strict=True)
    )


How = tuple[Shape, Shape, Shape, int]
"""Stride, padding, dilation, groups."""


def _convolved(input: Value, weight: Value, how: How) -> Value:
    stride, padding, dilation, groups = how
    kernel = weight.shape[2:]
    ndim = len(kernel)
    windows = _windows(_padded(input, padding), kernel, stride, dilation)
    filters = weight.shape[0] // groups
    channels = weight.shape[1]
    parts = []
    for group in range(groups):
        seen = windows[:, group * channels : (group + 1) * channels]
        own = weight[group * filters : (group + 1) * filters]
        axes = ([1, *range(2 + ndim, 2 + 2 * ndim)], list(range(1, 2 + ndim)))
        parts.append(np.moveaxis(np.tensordot(seen, own, axes), -1, 1))
    return np.concatenate(parts, 1)


def laid_out(result: Value, input: Value) -> Value:
    """A result in the memory format of the input: rows as they stand, or with channels last."""
    if not input.flags.c_contiguous and np.moveaxis(input, 1, -1).flags.c_contiguous:
        return np.moveaxis(np.ascontiguousarray(np.moveaxis(result, 1, -1)), -1, 1)
    return np.ascontiguousarray(result)


def _spread_back(grad_output: Value, weight: Value, sizes: Shape, how: How) -> Value:
    """The gradient of the input; and a transposed convolution's result."""
    stride, padding, dilation, groups = how
    kernel, places = weight.shape[2:], grad_output.shape[2:]
    wide = tuple(n + 2 * p for n, p in zip(sizes[2:], padding, strict=True))
    result = np.zeros((*sizes[:2], *wide), grad_output.dtype)
    filters, channels = weight.shape[0] // groups, weight.shape[1]
    for group in range(groups):
        own = weight[group * filters : (group + 1) * filters]
        arrived = grad_output[:, group * filters : (group + 1) * filters]
        into = result[:, group * channels : (group + 1) * channels]
        for tap, where in _taps(kernel, stride, dilation, places):
            matrix = own[(slice(None), slice(None), *tap)]
            into[(slice(None), slice(None), *where)] += np.moveaxis(
                np.tensordot(arrived, matrix, ([1], [0])), -1, 1
            )
    return _trimmed(result, padding)


def _weight_back(grad_output: Value, input: Value, sizes: Shape, how: How) -> Value:
    stride, padding, dilation, groups = how
    kernel = sizes[2:]
    ndim = len(kernel)
    windows = _windows(_padded(input, padding), kernel, stride, dilation)
    places = grad_output.shape[2:]
    windows = windows[(slice(None), slice(None), *[slice(n) for n in places])]
    filters, channels = sizes[0] // groups, sizes[1]
    axes = [0, *range(2, 2 + ndim)]
    parts = [
        np.tensordot(
            grad_output[:, group * filters : (group + 1) * filters],
            windows[:, group * channels : (group + 1) * channels],
            (axes, axes),
        )
        for group in range(groups)
    ]
    return np.concatenate(parts, 0)


def _conv_work(batch: int, places: Shape, weight: Shape, groups: int) -> Cost:
    """Of the copies of all windows, and of the multiplications."""
    windows = batch * size_of(places) * weight[1] * groups * size_of(weight[2:])
    result = batch * size_of(places) * weight[0]
    return windows + result, result * size_of(weight[1:])


def _cut(result: Value, shape: Shape | None) -> Value:
    """Without the places that an output_padding has added to `shape`."""
    if shape is None:
        return result
    return result[(slice(None), slice(None), *[slice(n) for n in shape[2:]])]


def _conv_cost(input: Value, weight: Value, how: How, shape: Shape | None = None) -> Cost:
    stride, padding, dilation, groups = how
    places = conv_sizes(input.shape[2:], weight.shape[2:], stride, padding, dilation)
    return _conv_work(input.shape[0], places, weight.shape, groups)


_PLAIN: How = ((1,), (0,), (1,), 1)
_WIDE: How = ((2, 1), (1, 0), (1, 2), 2)


conv: Op = op(
    "conv", grad_fn="ConvolutionBackward0",
    forward=lambda input, weight, how, shape=None: _cut(
        _convolved(input, weight, how), shape
    ),
    vjp=dict(
        input=lambda g, weight, input_shape, how: conv_back(g, weight, input_shape, how),
        weight=lambda g, input, weight_shape, how: conv_weight(g, input, weight_shape, how),
    ),
    cost=_conv_cost,
    samples=[(real(1, 2, 4), real(2, 2, 2), _PLAIN),
             (real(2, 2, 4, 4), real(2, 1, 2, 2), _WIDE)],
)  # fmt: skip
conv_back: Op = op(
    "conv_backward", grad_fn="ConvolutionBackwardBackward0",
    forward=lambda grad_output, weight, sizes, how: _spread_back(grad_output, weight, sizes, how),
    vjp=dict(
        grad_output=lambda g, weight, grad_output_shape, how: conv(
            g, weight, how, grad_output_shape
        ),
        weight=lambda g, grad_output, weight_shape, how: conv_weight(
            grad_output, g, weight_shape, how
        ),
    ),
    cost=lambda grad_output, weight, sizes, how: _back_cost(grad_output, weight, sizes, how),
    samples=[(real(1, 2, 3), real(2, 2, 2), (1, 2, 4), _PLAIN)],
)  # fmt: skip
conv_weight: Op = op(
    "conv_weight_backward", grad_fn="ConvolutionBackwardBackward0",
    forward=lambda grad_output, input, sizes, how: _weight_back(grad_output, input, sizes, how),
    vjp=dict(
        grad_output=lambda g, input, grad_output_shape, how: conv(
            input, g, how, grad_output_shape
        ),
        input=lambda g, grad_output, input_shape, how: conv_back(
            grad_output, g, input_shape, how
        ),
    ),
    cost=lambda grad_output, input, sizes, how: _conv_work(
        grad_output.shape[0], grad_output.shape[2:], sizes, how[3]
    ),
    samples=[(real(1, 2, 3), real(1, 2, 4), (2, 2, 2), _PLAIN)],
)  # fmt: skip


def _back_cost(grad_output: Value, weight: Value, sizes: Shape, how: How) -> Cost:
    padding = how[1]
    wide = [n + 2 * p for n, p in zip(sizes[2:], padding, strict=True)]
    elements = size_of(sizes[:2]) * size_of(wide) + grad_output.size * weight.shape[1]
    return elements, grad_output.size * size_of(weight.shape[1:])


def _conv_slope(which: str, forward: Rule, rules: dict[str, Rule], transposed: bool) -> Op:
    """The gradient of one of the operands, all of which the second derivative depends on."""
    vjp: dict[str, Rule | None] = dict.fromkeys(
        ("grad_output", "input", "weight"), lambda g: undefined(g)
    )
    kind = "transposed_" if transposed else ""
    return op(
        f"{kind}convolution_backward.{which}", grad_fn="ConvolutionBackwardBackward0",
        forward=forward, vjp={**vjp, **rules},
        cost=lambda grad_output, input, weight, how: _slope_cost(
            grad_output, input, weight, how, transposed
        ),
        samples=[(real(1, 2, 4), real(1, 2, 3), real(2, 2, 2), _PLAIN) if transposed
                 else (real(1, 2, 3), real(1, 2, 4), real(2, 2, 2), _PLAIN)],
    )  # fmt: skip


def _slope_cost(grad_output: Value, input: Value, weight: Value, how: How, transposed: bool
                ) -> Cost:  # fmt: skip
    narrow, wide = (input, grad_output) if transposed else (grad_output, input)
    elements, work = _back_cost(narrow, weight, wide.shape, how)
    return elements + weight.size, work


_OVER_CHANNELS: dict[str, Rule] = dict(
    grad_output=lambda g, grad_output_shape: over_channels(g, grad_output_shape)
)
input_slope: Op = _conv_slope(
    "input",
    lambda grad_output, input, weight, how: _spread_back(grad_output, weight, input.shape, how),
    dict(
        grad_output=lambda g, weight, grad_output_shape, how: conv(
            g, weight, how, grad_output_shape
        ),
        weight=lambda g, grad_output, weight_shape, how: conv_weight(
            grad_output, g, weight_shape, how
        ),
    ),
    transposed=False,
)
weight_slope: Op = _conv_slope(
    "weight",
    lambda grad_output, input, weight, how: _weight_back(grad_output, input, weight.shape, how),
    dict(
        grad_output=lambda g, input, grad_output_shape, how: conv(input, g, how, grad_output_shape),
        input=lambda g, grad_output, input_shape, how: conv_back(grad_output, g, input_shape, how),
    ),
    transposed=False,
)
bias_slope: Op = _conv_slope(
    "bias", lambda grad_output, input, weight, how: bias_back(grad_output, ()),
    _OVER_CHANNELS, transposed=False,
)  # fmt: skip
transposed_input_slope: Op = _conv_slope(
    "input",
    lambda grad_output, input, weight, how: _cut(_convolved(grad_output, weight, how), input.shape),
    dict(
        grad_output=lambda g, weight, grad_output_shape, how: conv_back(
            g, weight, grad_output_shape, how
        ),
        weight=lambda g, grad_output, weight_shape, how: conv_weight(
            g, grad_output, weight_shape, how
        ),
    ),
    transposed=True,
)
transposed_weight_slope: Op = _conv_slope(
    "weight",
    lambda grad_output, input, weight, how: _weight_back(input, grad_output, weight.shape, how),
    dict(
        grad_output=lambda g, input, grad_output_shape, how: conv_back(
            input, g, grad_output_shape, how
        ),
        input=lambda g, grad_output, input_shape, how: conv(grad_output, g, how, input_shape),
    ),
    transposed=True,
)
transposed_bias_slope: Op = _conv_slope(
    "bias", lambda grad_output, input, weight, how: bias_back(grad_output, ()),
    _OVER_CHANNELS, transposed=True,
)  # fmt: skip


def _with_bias(result: Value, bias: Value) -> Value:
    if bias is None:
        return result
    return result + np.reshape(bias, (1, -1) + (1,) * (result.ndim - 2))


def bias_back(g: Value, shape: Shape) -> Value:
    """The sum over everything but the channels."""
    return sum_dim(g, [0, *range(2, len(shape_of(g)))])


convolution: Op = op(
    "convolution", grad_fn="ConvolutionBackward0",
    forward=lambda input, weight, bias, how: _with_bias(
        laid_out(_convolved(input, weight, how), input), bias
    ),
    vjp=dict(
        input=lambda g, input, weight, how: input_slope(g, input, weight, how),
        weight=lambda g, input, weight, how: weight_slope(g, input, weight, how),
        bias=lambda g, input, weight, how: bias_slope(g, input, weight, how),
    ),
    cost=lambda input, weight, bias, how: _conv_cost(input, weight, how),
    samples=[(real(1, 2, 4), real(2, 2, 2), real(2), _PLAIN)],
)  # fmt: skip
transposed: Op = op(
    "convolution.transposed", grad_fn="ConvolutionBackward0",
    forward=lambda input, weight, bias, sizes, how: _with_bias(
        _spread_back(input, weight, sizes, how), bias
    ),
    vjp=dict(
        input=lambda g, input, weight, how: transposed_input_slope(g, input, weight, how),
        weight=lambda g, input, weight, how: transposed_weight_slope(g, input, weight, how),
        bias=lambda g, input, weight, how: transposed_bias_slope(g, input, weight, how),
    ),
    cost=lambda input, weight, bias, sizes, how: _back_cost(input, weight, sizes, how),
    samples=[(real(1, 2, 3), real(2, 2, 2), real(2), (1, 2, 4), _PLAIN)],
)  # fmt: skip


def _check_conv(input: Value, weight: Value, bias: Value, groups: int, name: str) -> None:
    a, w = shape_of(input), shape_of(weight)
    ndim = int(name[-2])
    if len(a) not in (ndim + 1, ndim + 2):
        raise CONV_DIMS.error(ndim=ndim + 1, batched=ndim + 2, name=name, shape=list(a))
    if len(w) != ndim + 2:
        raise CONV_NDIM.error(ndim=len(w), weight=list(w), dims=len(a), shape=list(a))
    _require(groups > 0, "non-positive groups is not supported")
    if w[0] % groups:
        raise CONV_GROUPS.error(groups=groups, weight=list(w))
    channels = a[-ndim - 1]
    if channels != w[1] * groups:
        full = a if len(a) == ndim + 2 else (1, *a)
        raise CONV_CHANNELS.error(
            groups=groups, weight=list(w), shape=list(full), wanted=w[1] * groups, got=channels
        )
    _check_bias(weight, bias, w[0])
    _check_dtypes(input, weight)


def _check_bias(weight: Value, bias: Value, count: int) -> None:
    if bias is not None and shape_of(bias) != (count,):
        raise CONV_BIAS.error(weight=list(shape_of(weight)), count=count, bias=list(shape_of(bias)))


def _check_dtypes(input: Value, weight: Value) -> None:
    names = [getattr(x.dtype, "scalar_name", None) or OF_NUMPY[x.dtype].scalar_name
             for x in (input, weight)]  # fmt: skip
    if names[0] != names[1]:
        raise BMM_DTYPES.error(a=names[0], b=names[1])


def _conv_body(
    name: str, input: Value, weight: Value, bias: Value, stride: Sizes, padding: Sizes | str,
    dilation: Sizes, groups: int,
) -> Value:  # fmt: skip
    ndim = int(name[-2])
    _check_conv(input, weight, bias, groups, name)
    batched = len(shape_of(input)) == ndim + 2
    x = input if batched else unsqueeze(input, 0)
    kernel = shape_of(weight)[2:]
    steps, gaps = spatial(stride, ndim), spatial(dilation, ndim)
    if isinstance(padding, str):
        x, pads = _same(x, kernel, steps, gaps) if padding == "same" else (x, (0,) * ndim)
    else:
        pads = spatial(padding, ndim)
    _check_settings(kernel, steps, pads, gaps)
    sizes = shape_of(x)[2:]
    if min(conv_sizes(sizes, kernel, steps, pads, gaps)) < 1:
        wide = [n + 2 * p for n, p in zip(sizes, pads, strict=True)]
        reach = [d * (k - 1) + 1 for k, d in zip(kernel, gaps, strict=True)]
        raise CONV_KERNEL.error(input=_crosses(wide), kernel=_crosses(reach))
    result = convolution(x, weight, bias, (steps, pads, gaps, groups))
    return result if batched else squeeze_dim(result, 0)


def _check_settings(kernel: Shape, stride: Shape, padding: Shape, dilation: Shape) -> None:
    _require(min(kernel) > 0, f"kernel size should be greater than zero, but got {kernel}")
    _require(min(stride) > 0, "non-positive stride is not supported")
    _require(min(padding) >= 0, "negative padding is not supported")
    _require(min(dilation) > 0, f"dilation should be greater than zero, but got {list(dilation)}")


def _crosses(sizes: Sequence[int]) -> str:
    return " x ".join(str(n) for n in sizes)


def _same(x: Value, kernel: Shape, stride: Shape, dilation: Shape) -> tuple[Value, Shape]:
    """padding="same": half of it on each side, and one more at the end where it is odd."""
    if any(s != 1 for s in stride):
        raise CONV_SAME_STRIDE.error()
    total = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    if any(n % 2 for n in total):
        x = pad_row(x, pad=tuple(m for n in reversed(total) for m in (0, n % 2)))
    return x, tuple(n // 2 for n in total)


def _transposed_body(
    name: str, input: Value, weight: Value, bias: Value, stride: Sizes, padding: Sizes,
    output_padding: Sizes, groups: int, dilation: Sizes,
) -> Value:  # fmt: skip
    ndim = int(name[-2])
    a, w = shape_of(input), shape_of(weight)
    if len(a) not in (ndim + 1, ndim + 2):
        raise CONV_DIMS.error(ndim=ndim + 1, batched=ndim + 2, name=name, shape=list(a))
    if a[-ndim - 1] != w[0]:
        full = a if len(a) == ndim + 2 else (1, *a)
        raise CONV_TRANSPOSED_CHANNELS.error(
            groups=groups, weight=list(w), shape=list(full), wanted=w[0], got=a[-ndim - 1]
        )
    _check_bias(weight, bias, w[1] * groups)
    _check_dtypes(input, weight)
    batched = len(a) == ndim + 2
    x = input if batched else unsqueeze(input, 0)
    steps, pads, gaps = (spatial(value, ndim) for value in (stride, padding, dilation))
    _require(groups > 0, "non-positive groups is not supported")
    _check_settings(w[2:], steps, pads, gaps)
    sizes = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + more + 1
        for n, k, s, p, d, more in zip(
            shape_of(x)[2:], w[2:], steps, pads, gaps, spatial(output_padding, ndim), strict=True
        )
    )
    how = (steps, pads, gaps, groups)
    result = transposed(x, weight, bias, (shape_of(x)[0], w[1] * groups, *sizes), how)
    return result if batched else squeeze_dim(result, 0)


def _conv_op(name: str, samples: Sequence[Sample]) -> Composite:
    return composite(
        name, f"F.{name} torch.{name}",
        body=lambda input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1: (
            _conv_body(name, input, weight, bias, stride, padding, dilation, groups)
        ),
        samples=samples,
    )  # fmt: skip


def _transposed_op(name: str, samples: Sequence[Sample]) -> Composite:
    return composite(
        name, f"F.{name} torch.{name}",
        body=lambda input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1,
        dilation=1: _transposed_body(
            name, input, weight, bias, stride, padding, output_padding, groups, dilation
        ),
        samples=samples,
    )  # fmt: skip


conv1d: Composite = _conv_op("conv1d", [
    (real(1, 2, 5), real(3, 2, 2), real(3)), (real(2, 5), real(3, 2, 2)),
    (real(1, 2, 5), real(2, 1, 3), real(2), {"groups": 2, "padding": 1, "stride": 2}),
])  # fmt: skip
conv2d: Composite = _conv_op("conv2d", [
    (real(1, 2, 3, 3), real(2, 2, 2, 2), real(2)), (real(1, 3, 3), real(1, 1, 2, 2)),
    (real(1, 2, 4, 4), real(2, 1, 2, 2), None, (2, 1), (1, 0), 1, 2),
    (real(1, 1, 4, 4), real(1, 1, 2, 2), real(1), {"dilation": 2}),
    (real(1, 1, 3, 3), real(1, 1, 2, 2), {"padding": "same"}),
    (real(1, 1, 3, 3), real(1, 1, 3, 3), {"padding": "same"}),
])  # fmt: skip
conv3d: Composite = _conv_op("conv3d", [(real(1, 1, 2, 3, 2), real(1, 1, 2, 2, 1), real(1))])
conv_transpose1d: Composite = _transposed_op("conv_transpose1d", [
    (real(1, 2, 3), real(2, 1, 2), real(1)),
])  # fmt: skip
conv_transpose2d: Composite = _transposed_op("conv_transpose2d", [
    (real(1, 2, 2, 2), real(2, 1, 2, 2), real(1)), (real(1, 2, 2), real(1, 2, 2, 2)),
    (real(1, 2, 2, 3), real(2, 1, 2, 2), None, 2, 1, 1, 2),
])  # fmt: skip


# pooling: over the last two dimensions, whatever comes before them


class Pool(NamedTuple):
    """How windows lie on an image: (rows, columns) each."""

    kernel: Shape
    stride: Shape
    padding: Shape
    dilation: Shape = (1, 1)
    ceil_mode: bool = False

    def places(self, sizes: Shape) -> Shape:
        """The sizes of the result."""
        result = []
        for n, k, s, p, d in zip(
            sizes, self.kernel, self.stride, self.padding, self.dilation, strict=True
        ):
            span = n + 2 * p - d * (k - 1) - 1
            count = (-(-span // s) if self.ceil_mode else span // s) + 1
            if self.ceil_mode and (count - 1) * s >= n + p:
                count -= 1
            result.append(count)
        return tuple(result)


def _pool_of(
    kernel_size: Sizes, stride: Sizes | None, padding: Sizes, dilation: Sizes, ceil_mode: bool
) -> Pool:
    kernel = spatial(kernel_size, 2)
    steps = spatial(stride, 2) if stride is not None and stride not in ((), []) else kernel
    gaps = spatial(dilation, 2)
    _require(0 not in steps, "stride should not be zero")
    _require(
        min(steps) > 0, f"stride should be greater than zero, but got dH: {steps[0]} dW: {steps[1]}"
    )
    _require(
        min(kernel) > 0,
        f"kernel size should be greater than zero, but got kernel_height: {kernel[0]} "
        f"kernel_width: {kernel[1]}",
    )
    _require(
        min(gaps) > 0,
        f"dilation should be greater than zero, but got dilationH: {gaps[0]} dilationW: {gaps[1]}",
    )
    return Pool(kernel, steps, spatial(padding, 2), spatial(dilation, 2), ceil_mode)


def _pool_cost(input: Value, how: Pool, *_: object, **__: object) -> Cost:
    if input.ndim not in (3, 4):
        raise POOL_DIMS.error()
    sizes = input.shape[-2:]
    places = how.places(sizes)
    for k, p, d in zip(how.kernel, how.padding, how.dilation, strict=True):
        if p > (d * (k - 1) + 1) // 2:
            raise POOL_PAD.error(pad=p, kernel=k, dilation=d)
    if min(places) < 1:
        channels = input.shape[-3]
        raise POOL_SMALL.error(
            input="x".join(str(n) for n in (channels, *sizes)),
            output="x".join(str(n) for n in (channels, *places)),
        )
    windows = size_of(input.shape[:-2]) * size_of(places) * size_of(how.kernel)
    return windows, windows


def _images(input: Value) -> Value:
    """With a batch dimension and a channel one."""
    return input.reshape((1,) * (4 - input.ndim) + input.shape)


def _reaching(input: Value, how: Pool, value: float) -> Value:
    """The windows of images, padded so far that each place has a whole one."""
    places = how.places(input.shape[2:])
    widths = [(0, 0), (0, 0)]
    for n, k, s, p, d, count in zip(
        input.shape[2:], how.kernel, how.stride, how.padding, how.dilation, places, strict=True
    ):
        widths.append((p, max(p, (count - 1) * s + d * (k - 1) + 1 - n - p)))
    wide = np.pad(input, widths, constant_values=value)
    windows = _windows(wide, how.kernel, how.stride, how.dilation)
    return windows[:, :, : places[0], : places[1]]


def _max_pool(input: Value, how: Pool) -> tuple[Value, Value]:
    lowest = -math.inf if input.dtype.kind == "f" else np.iinfo(input.dtype).min
    windows = _reaching(_images(input), how, lowest)
    flat = windows.reshape(*windows.shape[:4], -1)
    best = flat.argmax(-1)
    values = np.take_along_axis(flat, best[..., None], -1)[..., 0]
    shape = input.shape[:-2] + values.shape[2:]
    indices = _flat_places(best, how, input.shape[-2:])
    return laid_out(values.reshape(shape), input), indices.reshape(shape)


def _flat_places(best: Value, how: Pool, sizes: Shape) -> Value:
    """Where in the flattened image the chosen tap of each window lies."""
    rows, columns = np.unravel_index(best, how.kernel)
    top = np.arange(best.shape[2])[:, None] * how.stride[0] - how.padding[0]
    left = np.arange(best.shape[3]) * how.stride[1] - how.padding[1]
    return (top + rows * how.dilation[0]) * sizes[1] + left + columns * how.dilation[1]


def _pool_back(grad_output: Value, indices: Value, shape: Shape) -> Value:
    lead, places = shape[:-2], size_of(grad_output.shape[-2:])
    found: Value = gather_back.forward(
        grad_output.reshape(*lead, places), indices.reshape(*lead, places),
        (*lead, size_of(shape[-2:])), -1,
    )  # fmt: skip
    return found.reshape(shape)


def _pool_second(g: Value, indices: Value) -> Value:
    shape = shape_of(indices)
    picked = gather_row(
        view(contiguous(g), (*shape[:-2], -1)), view(indices, (*shape[:-2], -1)), -1
    )
    return view(picked, shape)


pool_second: Composite = composite(
    "pool_second", body=_pool_second, formula=lambda g, indices: gather_row(g, indices),
    samples=[(real(1, 1, 3), integers([[0, 2]]))],
)  # fmt: skip
_TWO = Pool((1, 2), (1, 2), (0, 0))


def _max_row(name: str, grad_fn: str, forward: Callable[..., Value], how: object) -> Op:
    back: Op = op(
        f"{name.partition('.')[0]}_backward", grad_fn=f"{grad_fn}Backward0",
        forward=lambda grad_output, input, indices: _pool_back(grad_output, indices, input.shape),
        vjp=dict(
            grad_output=lambda g, indices: pool_second(g, indices),
            input=lambda input: zeros(input),
            indices=None,
        ),
        cost=lambda grad_output, input, indices: (input.size, 2 * grad_output.size + input.size),
        samples=[(real(1, 1, 2), real(1, 1, 3), integers([[0, 2]]))],
    )  # fmt: skip
    return op(
        name, outputs="out indices", grad_fn=f"{grad_fn}0",
        forward=lambda input, how: forward(input, how),
        vjp=dict(input=lambda g, input, indices: back(g[0], input, indices)),
        cost=_pool_cost if isinstance(how, Pool) else _adaptive_cost,
        samples=[(real(1, 1, 4), how)],
    )  # fmt: skip


def _adaptive_cost(input: Value, how: Shape) -> Cost:
    if input.ndim not in (3, 4):
        raise POOL_DIMS.error()
    return size_of(input.shape[:-2]) * size_of(how), 2 * input.size + size_of(how)


def _regions(size: int, count: int) -> list[tuple[int, int]]:
    """Where the pieces of an adaptive pool begin and end."""
    return [(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def _adaptive_max(input: Value, how: Shape) -> tuple[Value, Value]:
    images = _images(input)
    values = np.empty((*images.shape[:2], *how), input.dtype)
    places = np.empty(values.shape, np.int64)
    for i, (top, bottom) in enumerate(_regions(images.shape[2], how[0])):
        for j, (left, right) in enumerate(_regions(images.shape[3], how[1])):
            piece = images[:, :, top:bottom, left:right].reshape(*images.shape[:2], -1)
            best = piece.argmax(-1)
            values[:, :, i, j] = np.take_along_axis(piece, best[..., None], -1)[..., 0]
            width = right - left
            places[:, :, i, j] = (top + best // width) * images.shape[3] + left + best % width
    shape = input.shape[:-2] + tuple(how)
    return values.reshape(shape), places.reshape(shape)


max_pool_row: Op = _max_row(
    "max_pool2d_with_indices", "MaxPool2DWithIndicesBackward", _max_pool, _TWO
)
adaptive_max_row: Op = _max_row(
    "adaptive_max_pool2d.row", "AdaptiveMaxPool2DBackward", _adaptive_max, (1, 2)
)


def _max_pool2d(
    input: Value, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    dilation: Sizes = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Value:  # fmt: skip
    found = max_pool_row(input, _pool_of(kernel_size, stride, padding, dilation, ceil_mode))
    return found if return_indices else found[0]


def _flat_pool(body: Callable[..., Value], input: Value, *settings: object) -> Value:
    """A pool of lines: of images that are one row high."""
    low = unsqueeze(input, -2)
    wide = [
        s if not isinstance(s, int | list | tuple) or isinstance(s, bool) else (at, _one(s))
        for s, at in zip(settings, (1, 1, 0, 1), strict=False)
    ]
    found = body(low, *wide, *settings[4:])
    if isinstance(found, tuple):
        return tuple(squeeze_dim(part, -2) for part in found)
    return squeeze_dim(found, -2)


def _one(size: Sizes) -> int:
    return size if isinstance(size, int) else size[0]


max_pool2d: Composite = composite(
    "max_pool2d", "F.max_pool2d torch.max_pool2d", body=_max_pool2d,
    samples=[(real(1, 2, 4, 4), 2), (real(1, 3, 4), 2, 1, 1), (real(1, 1, 5, 5), 2, 2, 0, 2),
             (real(1, 1, 5, 5), 2, {"ceil_mode": True}), (real(1, 1, 3, 3), (2, 1), (1, 2))],
    kinks=[(given([[[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 3.0]]]), 2)],
)  # fmt: skip
max_pool1d: Composite = composite(
    "max_pool1d", "F.max_pool1d torch.max_pool1d",
    body=lambda input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False,
    return_indices=False: _flat_pool(
        _max_pool2d, input, kernel_size, kernel_size if stride is None else stride, padding,
        dilation, ceil_mode, return_indices,
    ),
    samples=[(real(1, 2, 4), 2), (real(2, 5), 3, 1, 1)],
)  # fmt: skip


# averages


Average = tuple[Pool, bool, int | None]
"""The windows, whether padding counts, and a divisor in place of the count."""


def _divisors(sizes: Shape, how: Average) -> Value:
    """What each window's sum is divided by."""
    pool, counts_padding, divisor = how
    places = pool.places(sizes)
    if divisor is not None:
        return np.full(places, divisor)
    spans = []
    for n, k, s, p, count in zip(
        sizes, pool.kernel, pool.stride, pool.padding, places, strict=True
    ):
        start = np.arange(count) * s - p
        end = np.minimum(start + k, n + p)
        if not counts_padding:
            start, end = np.maximum(start, 0), np.minimum(end, n)
        spans.append(end - start)
    return np.multiply.outer(spans[0], spans[1])


def _avg_pool(input: Value, how: Average) -> Value:
    windows = _reaching(_images(input), how[0], 0)
    sums = windows.sum((4, 5), dtype=np.float64 if input.dtype.kind == "f" else None)
    result = sums / _divisors(input.shape[-2:], how)
    shaped = result.reshape(input.shape[:-2] + sums.shape[2:]).astype(input.dtype)
    return laid_out(shaped, input)


def _avg_back(grad_output: Value, sizes: Shape, how: Average) -> Value:
    pool = how[0]
    places = pool.places(sizes[-2:])
    each = _images(grad_output) / _divisors(sizes[-2:], how).astype(grad_output.dtype)
    ends = [
        max(n + 2 * p, (count - 1) * s + k)
        for n, k, s, p, count in zip(
            sizes[-2:], pool.kernel, pool.stride, pool.padding, places, strict=True
        )
    ]
    wide = np.zeros((*each.shape[:2], *ends), grad_output.dtype)
    for _, where in _taps(pool.kernel, pool.stride, (1, 1), places):
        wide[(slice(None), slice(None), *where)] += each
    (top, left), (rows, columns) = pool.padding, sizes[-2:]
    return wide[:, :, top : top + rows, left : left + columns].reshape(sizes)


def _linear_pair(
    name: str, grad_fn: str, forward: Callable[..., Value], back: Callable[..., Value],
    cost: Callable[..., Cost], sample: Sample, sizes: Shape, *, reads: bool = False,
    inverse: str = "",
) -> Op:  # fmt: skip
    """A row for a linear map `forward(input, how)`, and one for its transpose.

    `reads`: whether PyTorch's transpose takes the input too; `inverse`: its name, where it is the
    backward of another function.
    """

    def transpose_cost(
        grad_output: Value, input: Value = None, *, how: object, sizes: Shape = ()
    ) -> Cost:
        size = size_of(input.shape if reads else sizes)
        return size, 2 * size + grad_output.size

    grad_fn_back = f"{inverse}Backward0" if inverse else grad_fn.replace(
        "Backward", "BackwardBackward"
    )  # fmt: skip
    source, given = sample[0], sample[0].shape  # type: ignore[attr-defined]
    transpose: Op = op(
        f"{name}_backward", grad_fn=grad_fn_back, cost=transpose_cost,
        forward=lambda grad_output, input, how: back(grad_output, input.shape, how),
        vjp=dict(grad_output=lambda g, how: row(g, how), input=lambda input: zeros(input)),
        samples=[(real(*sizes), source, sample[1])],
    ) if reads else op(
        f"{name}_backward", grad_fn=grad_fn_back, cost=transpose_cost,
        forward=lambda grad_output, sizes, how: back(grad_output, sizes, how),
        vjp=dict(grad_output=lambda g, how: row(g, how)),
        samples=[(real(*sizes), given, sample[1])],
    )  # fmt: skip
    row: Op = op(
        name, grad_fn=grad_fn,
        forward=lambda input, how: forward(input, how),
        vjp=dict(
            input=(lambda g, input, how: transpose(g, input, how)) if reads
            else lambda g, input_shape, how: transpose(g, input_shape, how)
        ),
        cost=cost, samples=[sample],
    )  # fmt: skip
    return row


avg_pool_row: Op = _linear_pair(
    "avg_pool2d.row", "AvgPool2DBackward0", _avg_pool, _avg_back,
    lambda input, how: _pool_cost(input, how[0]),
    (real(1, 2, 4), (Pool((2, 2), (1, 2), (1, 0)), True, None)), (1, 3, 2), reads=True,
)  # fmt: skip


def _avg_pool2d(
    input: Value, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
) -> Value:  # fmt: skip
    _require(divisor_override != 0, "divisor must be not zero")
    pool = _pool_of(kernel_size, stride, padding, 1, ceil_mode)
    return avg_pool_row(input, (pool, count_include_pad, divisor_override))


avg_pool2d: Composite = composite(
    "avg_pool2d", "F.avg_pool2d", body=_avg_pool2d,
    samples=[(real(1, 2, 4, 4), 2), (real(1, 3, 4), 2, 1, 1), (real(1, 5, 5), 2, None, 0, True),
             (real(1, 3, 3), 2, 1, 1, False, False), (real(1, 3, 3), 2, {"divisor_override": 3}),
             (real(1, 5, 5), 2, 2, 1, True)],
)  # fmt: skip
avg_pool1d: Composite = composite(
    "avg_pool1d", "F.avg_pool1d torch.avg_pool1d",
    body=lambda input, kernel_size, stride=None, padding=0, ceil_mode=False,
    count_include_pad=True: _flat_pool(
        lambda low, kernel, steps, pads: _avg_pool2d(
            low, kernel, steps, pads, ceil_mode, count_include_pad
        ),
        input, kernel_size, kernel_size if stride is None else stride, padding,
    ),
    samples=[(real(1, 2, 4), 2), (real(2, 5), 3, 1, 1)],
)  # fmt: skip


def _adaptive_avg(input: Value, how: Shape) -> Value:
    images = _images(input)
    result = np.empty((*images.shape[:2], *how), input.dtype)
    for i, (top, bottom) in enumerate(_regions(images.shape[2], how[0])):
        for j, (left, right) in enumerate(_regions(images.shape[3], how[1])):
            result[:, :, i, j] = images[:, :, top:bottom, left:right].mean((2, 3), np.float64)
    return result.reshape(input.shape[:-2] + tuple(how))


def _adaptive_back(grad_output: Value, sizes: Shape, how: Shape) -> Value:
    result = np.zeros(sizes, grad_output.dtype)
    for i, (top, bottom) in enumerate(_regions(sizes[-2], how[0])):
        for j, (left, right) in enumerate(_regions(sizes[-1], how[1])):
            share = grad_output[..., i : i + 1, j : j + 1] / ((bottom - top) * (right - left))
            result[..., top:bottom, left:right] += share
    return result


adaptive_avg_row: Op = _linear_pair(
    "adaptive_avg_pool2d.row", "AdaptiveAvgPool2DBackward0", _adaptive_avg, _adaptive_back,
    _adaptive_cost, (real(1, 3, 4), (2, 2)), (1, 2, 2), reads=True,
)  # fmt: skip


def _targets(output_size: object, sizes: Shape) -> Shape:
    wanted = output_size if isinstance(output_size, list | tuple) else (output_size,) * 2
    target = tuple(n if w is None else int(w) for w, n in zip(wanted, sizes, strict=True))
    _require(
        min(target) >= 0,
        "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but "
        f"received {{{', '.join(str(n) for n in target)}}}",
    )
    return target


def _adaptive_avg_pool2d(input: Value, output_size: object) -> Value:
    target = _targets(output_size, shape_of(input)[-2:])
    if target == (1, 1):
        return mean_dim(input, (-1, -2), True)
    return adaptive_avg_row(input, target)


adaptive_avg_pool2d: Composite = composite(
    "adaptive_avg_pool2d", "F.adaptive_avg_pool2d", body=_adaptive_avg_pool2d,
    samples=[(real(1, 2, 4, 4), 2), (real(1, 3, 4), (2, None)), (real(1, 3, 4), 1)],
)  # fmt: skip
adaptive_avg_pool1d: Composite = composite(
    "adaptive_avg_pool1d", "F.adaptive_avg_pool1d torch.adaptive_avg_pool1d",
    body=lambda input, output_size: squeeze_dim(
        _adaptive_avg_pool2d(unsqueeze(input, -2), (1, _one(output_size))), -2
    ),
    samples=[(real(1, 2, 5), 2), (real(2, 4), 1)],
)  # fmt: skip


def _adaptive_max_pool2d(input: Value, output_size: object, return_indices: bool = False) -> Value:
    found = adaptive_max_row(input, _targets(output_size, shape_of(input)[-2:]))
    return found if return_indices else found[0]


adaptive_max_pool2d: Composite = composite(
    "adaptive_max_pool2d", "F.adaptive_max_pool2d", body=_adaptive_max_pool2d,
    samples=[(real(1, 2, 4, 4), 2), (real(1, 3, 4), (2, None))],
)  # fmt: skip
adaptive_max_pool1d: Composite = composite(
    "adaptive_max_pool1d", "F.adaptive_max_pool1d",
    body=lambda input, output_size, return_indices=False: _flat_pool(
        lambda low: _adaptive_max_pool2d(low, (1, _one(output_size)), return_indices), input
    ),
    samples=[(real(1, 2, 5), 2)],
)  # fmt: skip


# elements that only move


def _moves(
    name: str, grad_fn: str, pick: Callable[..., Value], cost: Callable[..., Cost],
    sample: Sample, sizes: Shape, *, reads: bool = False, inverse: str = "",
) -> Op:  # fmt: skip
    """A row whose results are elements of its operand, or 0: `pick(input, how)` says which."""

    def back(grad_output: Value, sizes: Shape, how: object) -> Value:
        count = size_of(sizes)
        places = pick(np.arange(1, count + 1).reshape(sizes), how)  # 0 is where nothing was
        result = np.zeros(count + 1, grad_output.dtype)
        np.add.at(result, places, grad_output)
        return result[1:].reshape(sizes)

    return _linear_pair(
        name, grad_fn, pick, back, cost, sample, sizes, reads=reads, inverse=inverse
    )


def _border(input: Value, how: tuple[str, Sequence[int]]) -> Value:
    mode, pad = how
    pairs = [(pad[k], pad[k + 1]) for k in range(0, len(pad), 2)][::-1]
    widths = [(0, 0)] * (input.ndim - len(pairs)) + pairs
    if mode == "circular":  # it wraps what is left
        input, widths = _shortened(input, widths), [(max(a, 0), max(b, 0)) for a, b in widths]
    grown = np.pad(
        input,
        [(max(a, 0), max(b, 0)) for a, b in widths],
        _NUMPY_MODES[mode],  # type: ignore[call-overload]
    )
    return _shortened(grown, widths)


def _shortened(input: Value, widths: Sequence[tuple[int, int]]) -> Value:
    """Without what negative widths take away."""
    cut = [slice(max(-a, 0), n - max(-b, 0)) for (a, b), n in zip(widths, input.shape, strict=True)]
    return input[tuple(cut)]


_NUMPY_MODES = {"reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def _border_cost(input: Value, how: tuple[str, Sequence[int]]) -> Cost:
    mode, pad = how
    size = input.size
    for k in range(0, len(pad), 2):
        dim = input.ndim - 1 - k // 2
        n = input.shape[dim]
        if mode == "reflect" and max(pad[k], pad[k + 1]) >= n:
            raise PAD_REFLECT.error(
                number=4 + k, low=pad[k], high=pad[k + 1], dim=dim, shape=list(input.shape)
            )
        size = size // max(n, 1) * (n + pad[k] + pad[k + 1])
    return size, size


_BORDERS = {
    (mode, ndim): _moves(
        f"pad.{mode}{ndim}d", f"{word}Pad{ndim}DBackward0", _border, _border_cost,
        (real(*(1,) * ndim, 3), (mode, (1, 2))) if ndim == 1
        else (real(*(1,) * (ndim - 1), 3, 3), (mode, (1, 1) * ndim)) if ndim == 2
        else (real(1, 2, 2, 2), (mode, (1, 1) * 3)),
        (1, 6) if ndim == 1 else (1, 5, 5) if ndim == 2 else (1, 4, 4, 4), reads=True,
    )
    for mode, word in (("reflect", "Reflection"), ("replicate", "Replication"))
    for ndim in (1, 2, 3)
}  # fmt: skip
_CIRCULAR: Op = _moves(
    "pad.circular", "CopySlices", _border, _border_cost, (real(1, 3), ("circular", (1, 2))), (1, 6)
)


def _pad_body(
    input: Value, pad: Sequence[int], mode: str = "constant", value: float | None = None
) -> Value:
    ndim = len(shape_of(input))
    if len(pad) % 2:
        raise PAD_ODD.error()
    if len(pad) > 2 * ndim:
        raise PAD_LENGTH.error(length=len(pad), ndim=ndim)
    if mode == "constant":
        return pad_row(input, pad=tuple(pad), value=0.0 if value is None else value)
    if mode not in _NUMPY_MODES:
        raise PAD_MODE.error(mode=mode)
    dims = len(pad) // 2
    if ndim not in (dims + 1, dims + 2):
        raise PAD_DIMS.error(length=len(pad), ndim=ndim)
    row = _CIRCULAR if mode == "circular" else _BORDERS[mode, dims]
    return row(input, (mode, tuple(pad)))


pad: Composite = composite(
    "pad", "F.pad", body=_pad_body,
    samples=[(real(3), (1, 2)), (real(2, 3), (0, 1, 1, 0), "constant", 1.5), (real(4), (-1, 1)),
             (real(1, 2, 3), (1, 2), "reflect"), (real(1, 3, 3), (1, 1, 2, 0), "reflect"),
             (real(2, 3), (2, 1), "replicate")],
)  # fmt: skip


def _nearest(input: Value, how: tuple[Shape, Sequence[float | None], bool]) -> Value:
    """Each result is the element that its place falls on."""
    target, scales, exact = how
    for d, (wanted, scale) in enumerate(zip(target, scales, strict=True)):
        dim = input.ndim - len(target) + d
        n = input.shape[dim]
        ratio = np.float32(1 / scale if scale else n / wanted)
        places = (np.arange(wanted, dtype=np.float32) + np.float32(0.5 * exact)) * ratio
        input = np.take(input, np.minimum(places.astype(np.int64), n - 1), dim)
    return input


def _nearest_cost(input: Value, how: tuple[Shape, object, bool]) -> Cost:
    size = size_of(input.shape[: -len(how[0])]) * size_of(how[0])
    return size, size


_NEAREST = {
    ndim: _moves(
        f"upsample_nearest{ndim}d", f"UpsampleNearest{ndim}DBackward0", _nearest, _nearest_cost,
        (real(1, 1, *(2,) * ndim), ((3,) * ndim, (None,) * ndim, False)), (1, 1, *(3,) * ndim),
    )
    for ndim in (1, 2, 3)
}  # fmt: skip


How3 = tuple[Shape, Sequence[float | None], bool]
"""The sizes that are wanted, factors, and whether corners lie on corners."""


def _between(input: Value, how: How3, mixes: Callable[[Shape, How3], list[Value]]) -> Value:
    """Interpolation along each of the last dimensions."""
    target = how[0]
    for d, matrix in enumerate(mixes(input.shape[-len(target) :], how)):
        dim = input.ndim - len(target) + d
        mixed = np.tensordot(matrix, input.astype(np.float64), ([1], [dim]))
        input = np.moveaxis(mixed, 0, dim).astype(input.dtype)
    return input


_SHARP = -0.75
"""The coefficient of PyTorch's cubic convolution (Keys, 1981), where Keys has -0.5."""


def _near(distance: Value) -> Value:
    """The weight of an element less than 1 away."""
    return ((_SHARP + 2) * distance - (_SHARP + 3)) * distance * distance + 1


def _far(distance: Value) -> Value:
    """The weight of an element from 1 to 2 away."""
    return ((_SHARP * distance - 5 * _SHARP) * distance + 8 * _SHARP) * distance - 4 * _SHARP


def _cubic_mixes(sizes: Shape, how: tuple[Shape, Sequence[float | None], bool]) -> list[Value]:
    """For each dimension the matrix that takes a line to its cubic interpolation."""
    target, scales, corners = how
    matrices = []
    for n, wanted, scale in zip(sizes, target, scales, strict=True):
        at = np.arange(wanted)
        if corners:
            places = at * ((n - 1) / (wanted - 1) if wanted > 1 else 0.0)
        else:
            places = (at + 0.5) * (1 / scale if scale else n / wanted) - 0.5
        low = np.floor(places).astype(np.int64)
        share = places - low
        matrix = np.zeros((wanted, n))
        for step, weight in (
            (-1, _far(share + 1)), (0, _near(share)), (1, _near(1 - share)), (2, _far(2 - share))
        ):  # fmt: skip
            np.add.at(matrix, (at, np.clip(low + step, 0, n - 1)), weight)
        matrices.append(matrix)
    return matrices


def _mixes(sizes: Shape, how: tuple[Shape, Sequence[float | None], bool]) -> list[Value]:
    """For each dimension the matrix that takes a line to its interpolation."""
    target, scales, corners = how
    matrices = []
    for n, wanted, scale in zip(sizes, target, scales, strict=True):
        at = np.arange(wanted)
        if corners:
            places = at * ((n - 1) / (wanted - 1) if wanted > 1 else 0.0)
        else:
            places = np.maximum((at + 0.5) * (1 / scale if scale else n / wanted) - 0.5, 0)
        low = np.minimum(places.astype(np.int64), n - 1)
        share = np.clip(places - low, 0, 1)
        matrix = np.zeros((wanted, n))
        np.add.at(matrix, (at, low), 1 - share)
        np.add.at(matrix, (at, np.minimum(low + 1, n - 1)), share)
        matrices.append(matrix)
    return matrices


def _between_back(
    grad_output: Value, sizes: Shape, how: How3, mixes: Callable[[Shape, How3], list[Value]]
) -> Value:
    target = how[0]
    result = grad_output.astype(np.float64)
    for d, matrix in enumerate(mixes(sizes[-len(target) :], how)):
        dim = result.ndim - len(target) + d
        result = np.moveaxis(np.tensordot(matrix.T, result, ([1], [dim])), 0, dim)
    return result.astype(grad_output.dtype)


def _between_cost(input: Value, how: tuple[Shape, object, bool]) -> Cost:
    size, _ = _nearest_cost(input, how)
    matrices = sum(n * m for n, m in zip(how[0], input.shape[2:], strict=True))
    return size + matrices, (size + input.size) * max(*how[0], *input.shape[2:], 1)


_LINEAR = {
    ndim: _linear_pair(
        f"upsample_{mode}{ndim}d", f"Upsample{mode.capitalize()}{ndim}DBackward0",
        lambda input, how: _between(input, how, _mixes),
        lambda grad_output, sizes, how: _between_back(grad_output, sizes, how, _mixes),
        _between_cost,
        (real(1, 1, *(2,) * ndim), ((3,) * ndim, (None,) * ndim, False)), (1, 1, *(3,) * ndim),
    )
    for ndim, mode in ((1, "linear"), (2, "bilinear"), (3, "trilinear"))
}  # fmt: skip


_CUBIC: Op = _linear_pair(
    "upsample_bicubic2d", "UpsampleBicubic2DBackward0",
    lambda input, how: _between(input, how, _cubic_mixes),
    lambda grad_output, sizes, how: _between_back(grad_output, sizes, how, _cubic_mixes),
    _between_cost, (real(1, 1, 3, 2), ((4, 3), (None, None), False)), (1, 1, 4, 3),
)  # fmt: skip


def _interpolate(
    input: Value, size: Sizes | None = None, scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest", align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None, antialias: bool = False,
) -> Value:  # fmt: skip
    sizes = shape_of(input)[2:]
    ndim = len(sizes)
    if size is None and scale_factor is None:
        raise INTERPOLATE_NEITHER.error()
    if size is not None and scale_factor is not None:
        raise INTERPOLATE_BOTH.error()
    scales: Sequence[float | None] = (None,) * ndim
    if scale_factor is None:
        target = spatial(size, ndim)  # type: ignore[arg-type]
    else:
        factors = (
            (scale_factor,) * ndim if isinstance(scale_factor, int | float) else tuple(scale_factor)
        )
        _require(
            all(math.isfinite(s) for s in factors),
            "value cannot be converted to type int64_t without overflow",
        )
        target = tuple(math.floor(n * s) for n, s in zip(sizes, factors, strict=True))
        scales = (None,) * ndim if recompute_scale_factor else factors
    _require(
        min((*sizes, *target), default=1) > 0, "Input and output sizes should be greater than 0"
    )
    if mode in ("nearest", "nearest-exact") and ndim in _NEAREST:
        return _NEAREST[ndim](input, (target, scales, mode == "nearest-exact"))
    if mode == "area" and ndim in (1, 2):
        return adaptive_avg_pool2d(input, target) if ndim == 2 else (
            adaptive_avg_pool1d(input, target)
        )  # fmt: skip
    if mode == {1: "linear", 2: "bilinear", 3: "trilinear"}.get(ndim):
        return _LINEAR[ndim](input, (target, scales, bool(align_corners)))
    if mode == "bicubic" and ndim == 2:
        return _CUBIC(input, (target, scales, bool(align_corners)))
    if mode == "area" and ndim in _NEAREST:
        raise INTERPOLATE_REFUSED.error(mode=mode)
    raise INTERPOLATE_DIMS.error(ndim=ndim + 2, mode=mode)


interpolate: Composite = composite(
    "interpolate", "F.interpolate", body=_interpolate,
    samples=[(real(1, 1, 3), {"scale_factor": 2}), (real(1, 1, 2, 3), {"scale_factor": 2}),
             (real(1, 1, 2, 3), 5), (real(1, 1, 2, 3), (3, 2)),
             (real(1, 1, 2, 3), {"scale_factor": 2, "mode": "bilinear"}),
             (real(1, 1, 3), {"size": 5, "mode": "linear", "align_corners": True}),
             (real(1, 1, 3, 2), {"scale_factor": 2, "mode": "bicubic"}),
             (real(1, 1, 3, 2), {"size": (2, 5), "mode": "bicubic", "align_corners": True})],
)  # fmt: skip


def _shuffled(input: Value, how: int) -> Value:
    *lead, channels, rows, columns = input.shape
    split = input.reshape(*lead, channels // how**2, how, how, rows, columns)
    n = len(lead)
    order = [*range(n + 1), n + 3, n + 1, n + 4, n + 2]
    return split.transpose(order).reshape(*lead, channels // how**2, rows * how, columns * how)


def _unshuffled(input: Value, how: int) -> Value:
    *lead, channels, rows, columns = input.shape
    split = input.reshape(*lead, channels, rows // how, how, columns // how, how)
    n = len(lead)
    order = [*range(n + 1), n + 2, n + 4, n + 1, n + 3]
    return split.transpose(order).reshape(*lead, channels * how**2, rows // how, columns // how)


def _shuffle_cost(input: Value, how: int) -> Cost:
    _require(how > 0, f"pixel_shuffle expects a positive upscale_factor, but got {how}")
    if input.ndim < 3:
        raise SHUFFLE_DIMS.error(ndim=input.ndim)
    if input.shape[-3] % how**2:
        raise SHUFFLE_CHANNELS.error(channels=input.shape[-3], square=how**2)
    return input.size, input.size


shuffle_row: Op = _moves(
    "pixel_shuffle.row", "PixelShuffleBackward0", _shuffled, _shuffle_cost,
    (real(1, 4, 1, 2), 2), (1, 1, 2, 4), inverse="PixelUnshuffle",
)  # fmt: skip
unshuffle_row: Op = _moves(
    "pixel_unshuffle.row", "PixelUnshuffleBackward0", _unshuffled,
    lambda input, how: (input.size,) * 2, (real(1, 1, 2, 4), 2), (1, 4, 1, 2),
    inverse="PixelShuffle",
)  # fmt: skip
pixel_shuffle: Composite = composite(
    "pixel_shuffle", "F.pixel_shuffle torch.pixel_shuffle",
    body=lambda input, upscale_factor: shuffle_row(input, upscale_factor),
    samples=[(real(1, 4, 1, 2), 2)],
)  # fmt: skip
pixel_unshuffle: Composite = composite(
    "pixel_unshuffle", "F.pixel_unshuffle torch.pixel_unshuffle",
    body=lambda input, downscale_factor: unshuffle_row(input, downscale_factor),
    samples=[(real(1, 1, 2, 4), 2)],
)  # fmt: skip


# images as columns of their windows, and back


def _columns(input: Value, how: Pool) -> Value:
    images = _images(input)
    pads = [(0, 0), (0, 0), *[(p, p) for p in how.padding]]
    windows = _windows(np.pad(images, pads), how.kernel, how.stride, how.dilation)
    count = windows.shape[2] * windows.shape[3]
    rows = windows.shape[1] * size_of(how.kernel)
    flat = windows.transpose(0, 1, 4, 5, 2, 3).reshape(len(windows), rows, count)
    return flat if input.ndim == 4 else flat[0]


def _columns_cost(input: Value, how: Pool) -> Cost:
    size = size_of(input.shape[:-2]) * size_of(how.kernel) * size_of(how.places(input.shape[-2:]))
    return size, size


unfold_row: Op = _moves(
    "im2col", "Im2ColBackward0", _columns, _columns_cost,
    (real(1, 2, 3), Pool((2, 2), (1, 1), (0, 1))), (4, 4), inverse="Col2Im",
)  # fmt: skip
unfold: Composite = composite(
    "unfold.functional", "F.unfold",
    body=lambda input, kernel_size, dilation=1, padding=0, stride=1: unfold_row(
        input, _pool_of(kernel_size, stride, padding, dilation, False)
    ),
    samples=[(real(1, 2, 3, 3), 2), (real(2, 3, 3), (2, 1), 1, 1, 2)],
)  # fmt: skip


def _folded(input: Value, how: tuple[Shape, Pool]) -> Value:
    sizes, pool = how
    channels = input.shape[-2] // size_of(pool.kernel)
    shape = (*input.shape[:-2], channels, *sizes)
    places = _columns(np.arange(1, size_of(shape) + 1).reshape(shape), pool)
    result = np.zeros(size_of(shape) + 1, input.dtype)
    np.add.at(result, places, input)
    return result[1:].reshape(shape)


def _fold_cost(input: Value, how: tuple[Shape, Pool]) -> Cost:
    sizes, pool = how
    rows, columns = pool.places(sizes)
    if input.shape[-1] != rows * columns:
        raise FOLD_BLOCKS.error(
            output=sizes, kernel=pool.kernel, dilation=pool.dilation, padding=pool.padding,
            stride=pool.stride, rows=rows, columns=columns, count=rows * columns,
            got=input.shape[-1], dim=input.ndim - 1,
        )  # fmt: skip
    size = size_of(input.shape[:-2]) * input.shape[-2] // size_of(pool.kernel) * size_of(sizes)
    return size + input.size, size + 2 * input.size


fold_row: Op = _linear_pair(
    "col2im", "Col2ImBackward0", _folded, lambda g, sizes, how: _columns(g, how[1]), _fold_cost,
    (real(4, 2), ((2, 3), Pool((2, 2), (1, 1), (0, 0)))), (1, 2, 3), inverse="Im2Col",
)  # fmt: skip
fold: Composite = composite(
    "fold", "F.fold",
    body=lambda input, output_size, kernel_size, dilation=1, padding=0, stride=1: fold_row(
        input,
        (spatial(output_size, 2), _pool_of(kernel_size, stride, padding, dilation, False)),
    ),
    samples=[(real(1, 4, 4), 3, 2), (real(4, 2), (2, 3), 2)],
)  # fmt: skip
