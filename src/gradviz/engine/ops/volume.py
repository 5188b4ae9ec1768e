"""Pools of volumes and of powers, and what normalizes by neighbours (`torch.nn.functional`)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np

from gradviz.engine.messages import LOCAL_RESPONSE_DIMS, VOLUME_DIMS
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, shape_of
from gradviz.engine.ops.compare import zeros
from gradviz.engine.ops.conv import Sizes, avg_pool1d, avg_pool2d, pad, spatial
from gradviz.engine.ops.elementwise import abs_, pow_, sign
from gradviz.engine.ops.nn import relu
from gradviz.engine.ops.shape import squeeze_dim, unsqueeze, view
from gradviz.engine.samples import positive, real
from gradviz.engine.shapes import Shape, size_of

How = tuple[Shape, Shape, Shape, bool, bool, int | None]
"""Kernel, stride, padding, whether a last part counts, whether padding does, and a divisor."""


def _spans(sizes: Shape, how: How) -> list[list[tuple[int, int, int]]]:
    """For each dimension its windows: where they begin and end, and how long they count as."""
    kernel, stride, padding, ceil_mode, counts_padding, _ = how
    result = []
    for n, k, s, p in zip(sizes, kernel, stride, padding, strict=True):
        span = n + 2 * p - k
        count = (-(-span // s) if ceil_mode else span // s) + 1
        if ceil_mode and (count - 1) * s >= n + p:
            count -= 1
        windows = []
        for i in range(count):
            start = i * s - p
            end = min(start + k, n + p)
            low, high = max(start, 0), min(end, n)
            windows.append((low, high, end - start if counts_padding else high - low))
        result.append(windows)
    return result


def _averages(input: Value, how: How) -> Value:
    spans = _spans(input.shape[-3:], how)
    result: Value = np.empty(
        input.shape[:-3] + tuple(len(windows) for windows in spans), input.dtype
    )
    for at in product(*(range(len(windows)) for windows in spans)):
        parts = [windows[i] for windows, i in zip(spans, at, strict=True)]
        cut = tuple(slice(low, high) for low, high, _ in parts)
        divisor = how[5] or math.prod(length for _, _, length in parts)
        total = input[(..., *cut)].sum((-3, -2, -1), dtype=np.float64)
        result[(..., *at)] = total / divisor
    return result


def _spread(grad_output: Value, sizes: Shape, how: How) -> Value:
    spans = _spans(sizes[-3:], how)
    result: Value = np.zeros(sizes, grad_output.dtype)
    for at in product(*(range(len(windows)) for windows in spans)):
        parts = [windows[i] for windows, i in zip(spans, at, strict=True)]
        cut = tuple(slice(low, high) for low, high, _ in parts)
        divisor = how[5] or math.prod(length for _, _, length in parts)
        result[(..., *cut)] += (grad_output[(..., *at)] / divisor)[..., None, None, None]
    return result


def _average_cost(input: Value, how: How) -> Cost:
    if input.ndim not in (4, 5):
        raise VOLUME_DIMS.error()
    spans = _spans(input.shape[-3:], how)
    places = math.prod(len(windows) for windows in spans)
    size = size_of(input.shape[:-3]) * places
    return size, size * size_of(how[0]) + 50 * places


_HOW: How = ((2, 1, 2), (1, 1, 2), (0, 0, 0), False, True, None)
avg_pool3d_back: Op = op(
    "avg_pool3d.row_backward", grad_fn="AvgPool3DBackwardBackward0",
    forward=lambda grad_output, input, how: _spread(grad_output, input.shape, how),
    vjp=dict(
        grad_output=lambda g, how: avg_pool3d_row(g, how), input=lambda input: zeros(input)
    ),
    cost=lambda grad_output, input, how: (
        input.size, 2 * input.size + (size_of(how[0]) + 50) * grad_output.size
    ),
    samples=[(real(1, 1, 1, 2, 1), real(1, 1, 2, 2, 2), _HOW)],
)  # fmt: skip
avg_pool3d_row: Op = op(
    "avg_pool3d.row", grad_fn="AvgPool3DBackward0",
    forward=lambda input, how: _averages(input, how),
    vjp=dict(input=lambda g, input, how: avg_pool3d_back(g, input, how)),
    cost=_average_cost, samples=[(real(1, 1, 2, 2, 2), _HOW)],
)  # fmt: skip


def _avg_pool3d(
    input: Value, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: int | None = None,
) -> Value:  # fmt: skip
    kernel = spatial(kernel_size, 3)
    steps = kernel if stride is None or stride in ((), []) else spatial(stride, 3)
    how = (kernel, steps, spatial(padding, 3), ceil_mode, count_include_pad, divisor_override)
    return avg_pool3d_row(input, how)


avg_pool3d: Composite = composite(
    "avg_pool3d", "F.avg_pool3d", body=_avg_pool3d,
    samples=[(real(1, 2, 2, 2, 2), 2), (real(1, 2, 2, 3), (1, 2, 2), 1),
             (real(1, 1, 2, 2, 3), 2, 2, 1, False, False)],
)  # fmt: skip


# means of powers


def _root(mean: Value, norm_type: float, count: int) -> Value:
    """From the mean of powers to the root of their sum, with its sign kept where there is one."""
    return pow_(sign(mean) * relu(abs_(mean)) * count, 1.0 / norm_type)


def _lp_pool1d(
    input: Value, norm_type: float, kernel_size: int, stride: int | None = None,
    ceil_mode: bool = False,
) -> Value:  # fmt: skip
    width = kernel_size if isinstance(kernel_size, int) else kernel_size[0]
    mean = avg_pool1d(pow_(input, norm_type), kernel_size, stride, 0, ceil_mode)
    return _root(mean, norm_type, width)


def _lp_pool2d(
    input: Value, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None,
    ceil_mode: bool = False,
) -> Value:  # fmt: skip
    mean = avg_pool2d(pow_(input, norm_type), kernel_size, stride, 0, ceil_mode)
    return _root(mean, norm_type, size_of(spatial(kernel_size, 2)))


lp_pool1d: Composite = composite(
    "lp_pool1d", "F.lp_pool1d", body=_lp_pool1d,
    samples=[(positive(1, 1, 4), 2.0, 2), (positive(1, 5), 3.0, 2, 1)],
)  # fmt: skip
lp_pool2d: Composite = composite(
    "lp_pool2d", "F.lp_pool2d", body=_lp_pool2d,
    samples=[(positive(1, 1, 4, 4), 2.0, 2), (positive(1, 3, 3), 2.0, (2, 1), 1)],
)  # fmt: skip


# by the neighbouring channels


def _local_response(
    input: Value, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Value:
    shape = shape_of(input)
    if len(shape) < 3:
        raise LOCAL_RESPONSE_DIMS.error(ndim=len(shape))
    squares = input * input
    around: Sequence[int] = (size // 2, (size - 1) // 2)
    if len(shape) == 3:
        wide = pad(unsqueeze(squares, 1), (0, 0, *around))
        means = squeeze_dim(avg_pool2d(wide, (size, 1), 1), 1)
    else:
        rest = size_of(shape[3:])
        wide = pad(view(squares, (shape[0], 1, shape[1], shape[2], rest)), (0, 0, 0, 0, *around))
        means = view(squeeze_dim(avg_pool3d(wide, (size, 1, 1), 1), 1), shape)
    return input / pow_(means * alpha + k, beta)


local_response_norm: Composite = composite(
    "local_response_norm", "F.local_response_norm", body=_local_response,
    samples=[(real(1, 3, 2), 2, 0.5), (real(1, 3, 1, 2), 3, 0.5)],
)  # fmt: skip
