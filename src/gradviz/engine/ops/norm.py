"""Normalization over batches, groups and instances, and attention (`torch.nn.functional`)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradviz.engine import exact
from gradviz.engine.dtypes import BOOL
from gradviz.engine.messages import (
    ATTENTION_DROPOUT,
    BATCH_ONE_VALUE,
    GROUP_CHANNELS,
    GROUP_ONE_VALUE,
    INSTANCE_ONE_VALUE,
    RMS_SHAPE,
    RUNNING_MISSING,
    STATISTIC_SIZE,
    ZERO_GROUPS,
)
from gradviz.engine.op import Composite, Cost, Op, Rule, Value, composite, op, shape_of
from gradviz.engine.ops.compare import dtype_of, undefined, where, zeros
from gradviz.engine.ops.elementwise import add_number, mul_number, pow_, rsqrt
from gradviz.engine.ops.index import in_place
from gradviz.engine.ops.linalg import matmul
from gradviz.engine.ops.loss import softmax_back
from gradviz.engine.ops.reduce import mean_dim, sum_dim
from gradviz.engine.ops.shape import mT, over_channels, repeat, reshape, transpose, view
from gradviz.engine.samples import booleans, constant, positive, real
from gradviz.engine.shapes import Shape, size_of, wrap_dim

# batch_norm


def _channel_dims(shape: Shape) -> list[int]:
    """All dimensions but that of the channels."""
    return [0, *range(2, len(shape))]


def per_channel(values: Value, ndim: int) -> Value:
    """One value for each channel, so that it broadcasts over batch and places."""
    return view(values, (1, -1) + (1,) * (ndim - 2)) if ndim != 2 else values


def _wide(values: Value, ndim: int) -> Value:
    return np.reshape(values, (1, -1) + (1,) * (ndim - 2)).astype(np.float64)


def _statistics(
    input: Value, running_mean: Value, running_var: Value, training: bool
) -> tuple[Value, Value]:
    """Mean and variance of each channel, in float64."""
    if not training:
        return _wide(running_mean, input.ndim), _wide(running_var, input.ndim)
    axes = tuple(_channel_dims(input.shape))
    x = input.astype(np.float64)
    return x.mean(axes, keepdims=True), x.var(axes, keepdims=True)


def _batch_norm(
    input: Value, weight: Value, bias: Value, mean: Value, var: Value, training: bool, eps: float
) -> Value:
    centre, spread = _statistics(input, mean, var, training)
    result = (input - centre) / np.sqrt(spread + eps)
    result = result if weight is None else result * _wide(weight, input.ndim)
    result = result if bias is None else result + _wide(bias, input.ndim)
    return result.astype(input.dtype)


def _standard(
    input: Value, mean: Value, var: Value, training: bool, eps: float
) -> tuple[Value, Value]:
    """The normalized input, and one over the deviation."""
    dims = _channel_dims(shape_of(input))
    if training:
        centred = input - mean_dim(input, dims, True)
        inverse = rsqrt(mean_dim(centred * centred, dims, True) + eps)
    else:
        ndim = len(shape_of(input))
        centred = input - per_channel(mean, ndim)
        inverse = rsqrt(per_channel(var, ndim) + eps)
    return centred * inverse, inverse


def _batch_norm_slope(
    g: Value, input: Value, weight: Value, mean: Value, var: Value, training: bool, eps: float
) -> Value:
    standard, inverse = _standard(input, mean, var, training, eps)
    if weight is not None:
        g = g * per_channel(weight, len(shape_of(input)))
    if not training:
        return g * inverse
    dims = _channel_dims(shape_of(input))
    return (g - mean_dim(g, dims, True) - standard * mean_dim(g * standard, dims, True)) * inverse


batch_norm_slope: Composite = composite(
    "batch_norm_slope", body=_batch_norm_slope,
    samples=[(real(4, 2), real(4, 2), real(2), None, None, True, 1e-5),
             (real(4, 2), real(4, 2), real(2), real(2), positive(2), False, 1e-5)],
)  # fmt: skip
batch_standard: Composite = composite(
    "batch_standard", body=lambda input, *how: _standard(input, *how)[0],
    samples=[(real(4, 2), None, None, True, 1e-5)],
)  # fmt: skip
channel_sum: Composite = composite(
    "channel_sum", body=lambda input: sum_dim(input, _channel_dims(shape_of(input))),
    formula=lambda input: sum_dim(input, [0]), samples=[(real(2, 3),), (real(2, 3, 2),)],
)  # fmt: skip


def _batch_norm_second(
    g: Value, grad_output: Value, input: Value, weight: Value, mean: Value, var: Value,
    training: bool, eps: float,
) -> Value:  # fmt: skip
    """The gradient of `batch_norm_slope` in the input."""
    if not training:
        return None
    dims = _channel_dims(shape_of(input))
    standard, inverse = _standard(input, mean, var, training, eps)
    arrived = _scaled(grad_output, weight)
    slope = _batch_norm_slope(arrived, input, None, mean, var, training, eps)
    shares = g * mean_dim(arrived * standard, dims, True)
    shares = shares + arrived * mean_dim(g * standard, dims, True)
    bent = inverse * standard * mean_dim(g * slope, dims, True)
    shares = _batch_norm_slope(shares, input, None, mean, var, training, eps)
    return -(bent + inverse * shares)


def _scaled(values: Value, weight: Value) -> Value:
    return values if weight is None else values * per_channel(weight, len(shape_of(values)))


batch_norm_second: Composite = composite(
    "batch_norm_second", body=_batch_norm_second,
    samples=[(real(4, 2), real(4, 2), real(4, 2), real(2), None, None, True, 1e-5)],
)  # fmt: skip
scaled: Composite = composite(
    "scaled", body=_scaled, samples=[(real(2, 3), real(3))],
    formula=lambda values, weight: values if weight is None else values * weight,
)  # fmt: skip


def _batch_norm_back(which: str, forward: Rule, rules: dict[str, Rule]) -> Op:
    """The gradient of one of the operands, all of which the second derivative depends on."""
    vjp: dict[str, Rule | None] = dict.fromkeys(
        ("grad_output", "input", "weight"), lambda g: undefined(g)
    )
    return op(
        f"batch_norm_backward.{which}", grad_fn="NativeBatchNormBackwardBackward0",
        forward=forward, vjp={**vjp, **rules, "running_mean": None, "running_var": None},
        cost=lambda grad_output, input, *_, **__: (2 * input.size, 10 * input.size),
        samples=[(real(4, 2), real(4, 2), real(2), None, None, True, 1e-5)],
    )  # fmt: skip


batch_norm_back: Op = _batch_norm_back(
    "input",
    lambda grad_output, input, weight, running_mean, running_var, training, eps: _batch_norm_slope(
        grad_output, input, weight, running_mean, running_var, training, eps
    ),
    dict(
        grad_output=lambda g, input, weight, running_mean, running_var, training, eps: scaled(
            batch_norm_slope(g, input, None, running_mean, running_var, training, eps), weight
        ),
        input=lambda g, grad_output, input, weight, running_mean, running_var, training, eps: (
            batch_norm_second(
                g, grad_output, input, weight, running_mean, running_var, training, eps
            )
        ),
        weight=lambda g, grad_output, input, running_mean, running_var, training, eps: channel_sum(
            grad_output * batch_norm_slope(g, input, None, running_mean, running_var, training, eps)
        ),
    ),
)
batch_norm_weight_back: Op = _batch_norm_back(
    "weight",
    lambda grad_output, input, weight, running_mean, running_var, training, eps: channel_sum(
        grad_output * _standard(input, running_mean, running_var, training, eps)[0]
    ),
    dict(
        grad_output=lambda g, input, running_mean, running_var, training, eps: scaled(
            batch_standard(input, running_mean, running_var, training, eps), g
        ),
        input=lambda g, grad_output, input, running_mean, running_var, training, eps: (
            batch_norm_slope(
                scaled(grad_output, g), input, None, running_mean, running_var, training, eps
            )
        ),
    ),
)
batch_norm_bias_back: Op = _batch_norm_back(
    "bias",
    lambda grad_output, input, weight, running_mean, running_var, training, eps: channel_sum(
        grad_output
    ),
    dict(grad_output=lambda g, grad_output_shape: over_channels(g, grad_output_shape)),
)
batch_norm_row: Op = op(
    "native_batch_norm", grad_fn="NativeBatchNormBackward0",
    forward=lambda input, weight, bias, running_mean, running_var, *, training, eps: _batch_norm(
        input, weight, bias, running_mean, running_var, training, eps
    ),
    vjp=dict(
        input=lambda g, input, weight, running_mean, running_var, training, eps: (
            batch_norm_back(g, input, weight, running_mean, running_var, training, eps)
        ),
        weight=lambda g, input, weight, running_mean, running_var, training, eps: (
            batch_norm_weight_back(g, input, weight, running_mean, running_var, training, eps)
        ),
        bias=lambda g, input, weight, running_mean, running_var, training, eps: (
            batch_norm_bias_back(g, input, weight, running_mean, running_var, training, eps)
        ),
        running_mean=None,
        running_var=None,
    ),
    cost=lambda input, *_, **__: (2 * input.size, 10 * input.size),
    samples=[(real(4, 2), real(2), real(2), None, None, {"training": True, "eps": 1e-5})],
)  # fmt: skip
running_statistic: Op = op(
    "running_statistic", in_place=True,
    forward=lambda input, batch, *, momentum, square: _moved(input, batch, momentum, square),
    vjp=dict(input=None, batch=None),
    cost=lambda input, batch, **_: (input.size, 4 * batch.size),
    samples=[(real(2), real(3, 2), {"momentum": 0.1, "square": False})],
)  # fmt: skip
"""A running mean (or variance) moved towards a batch's, which PyTorch does behind autograd's back.
"""


def _moved(running: Value, batch: Value, momentum: float, square: bool) -> Value:
    axes = tuple(_channel_dims(batch.shape))
    x = batch.astype(np.float64)
    now = x.var(axes, ddof=1) if square else x.mean(axes)
    return ((1 - momentum) * running + momentum * now).astype(running.dtype)


def _batch_norm_body(
    input: Value, running_mean: Value, running_var: Value, weight: Value = None,
    bias: Value = None, training: bool = False, momentum: float = 0.1, eps: float = 1e-5,
) -> Value:  # fmt: skip
    shape = shape_of(input)
    wrap_dim(1, len(shape))
    if training and size_of(shape) // max(shape[1], 1) == 1:
        raise BATCH_ONE_VALUE.error(shape=list(shape))
    if not training and running_mean is None:
        raise RUNNING_MISSING.error()
    named = {"running_mean": running_mean, "running_var": running_var, "weight": weight,
             "bias": bias}  # fmt: skip
    for name, values in named.items():
        if values is not None and size_of(shape_of(values)) != shape[1]:
            raise STATISTIC_SIZE.error(name=name, wanted=shape[1], got=size_of(shape_of(values)))
    if not training:
        return batch_norm_row(
            input, weight, bias, running_mean, running_var, training=False, eps=eps
        )
    result = batch_norm_row(input, weight, bias, None, None, training=True, eps=eps)
    for running, square in ((running_mean, False), (running_var, True)):
        if running is not None:
            running_statistic(running, input, momentum=momentum, square=square, **in_place(True))
    return result


batch_norm: Composite = composite(
    "batch_norm", "F.batch_norm", body=_batch_norm_body,
    samples=[(real(4, 2), None, None, real(2), real(2), True), (real(4, 2), None, None, None,
                                                                None, True),
             (real(3, 2, 2), None, None, real(2), real(2), True),
             (real(3, 2), constant(0.1, 0.2), constant(0.5, 2.0), real(2), real(2)),
             (real(3, 2, 2), constant(0.1, 0.2), constant(0.5, 2.0))],
)  # fmt: skip


# instance_norm, group_norm, rms_norm


def _instance_norm(
    input: Value, running_mean: Value = None, running_var: Value = None, weight: Value = None,
    bias: Value = None, use_input_stats: bool = True, momentum: float = 0.1, eps: float = 1e-5,
) -> Value:  # fmt: skip
    shape = shape_of(input)
    if use_input_stats and size_of(shape[2:]) == 1:
        raise INSTANCE_ONE_VALUE.error(shape=list(shape))
    count = shape[0]
    folded = reshape(input, (1, count * shape[1], *shape[2:]))
    weights, biases = (None if v is None else repeat(v, (count,)) for v in (weight, bias))
    result = _batch_norm_body(folded, None, None, weights, biases, True, momentum, eps)
    return view(result, shape)


instance_norm: Composite = composite(
    "instance_norm", "F.instance_norm", body=_instance_norm,
    samples=[(real(2, 2, 3),), (real(2, 2, 3), None, None, real(2), real(2))],
)  # fmt: skip


def _group_norm(input: Value, weight: Value, bias: Value, groups: int, eps: float) -> Value:
    rest = size_of(input.shape[1:]) // groups
    x = input.astype(np.float64).reshape(input.shape[0], groups, rest)
    x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps)
    result = x.reshape(input.shape)
    result = result if weight is None else result * _wide(weight, input.ndim)
    result = result if bias is None else result + _wide(bias, input.ndim)
    return result.astype(input.dtype)


def _group_parts(input: Value, groups: int, eps: float) -> tuple[Value, Value]:
    """The normalized groups (N, groups, rest), and one over their deviations."""
    shape = shape_of(input)
    x = reshape(input, (shape[0], groups, size_of(shape[1:]) // groups))
    centred = x - mean_dim(x, -1, True)
    inverse = rsqrt(mean_dim(centred * centred, -1, True) + eps)
    return centred * inverse, inverse


def _group_norm_slope(g: Value, input: Value, weight: Value, groups: int, eps: float) -> Value:
    shape = shape_of(input)
    standard, inverse = _group_parts(input, groups, eps)
    if weight is not None:
        g = g * per_channel(weight, len(shape))
    g = reshape(g, shape_of(standard))
    inner = g - mean_dim(g, -1, True) - standard * mean_dim(g * standard, -1, True)
    return reshape(inner * inverse, shape)


group_norm_slope: Composite = composite(
    "group_norm_slope", body=_group_norm_slope,
    formula=lambda g, input, weight, groups, eps: batch_norm_slope(g, input, weight),
    samples=[(real(2, 4), real(2, 4), real(4), 2, 1e-5)],
)  # fmt: skip
group_standard: Composite = composite(
    "group_standard", samples=[(real(2, 4), 2, 1e-5)],
    body=lambda input, groups, eps: reshape(_group_parts(input, groups, eps)[0], shape_of(input)),
    formula=lambda input, groups, eps: batch_standard(input),
)  # fmt: skip
group_norm_row: Op = op(
    "native_group_norm", grad_fn="NativeGroupNormBackward0",
    forward=lambda input, weight, bias, *, num_groups, eps: _group_norm(
        input, weight, bias, num_groups, eps
    ),
    vjp=dict(
        input=lambda g, input, weight, num_groups, eps: group_norm_slope(
            g, input, weight, num_groups, eps
        ),
        weight=lambda g, input, num_groups, eps: channel_sum(
            g * group_standard(input, num_groups, eps)
        ),
        bias=lambda g: channel_sum(g),
    ),
    cost=lambda input, *_, **__: (2 * input.size, 10 * input.size),
    samples=[(real(2, 4), real(4), real(4), {"num_groups": 2, "eps": 1e-5})],
)  # fmt: skip


def _group_norm_body(
    input: Value, num_groups: int, weight: Value = None, bias: Value = None, eps: float = 1e-5
) -> Value:
    shape = shape_of(input)
    if num_groups <= 0:
        raise ZERO_GROUPS.error()
    if size_of(shape) // max(size_of(shape[1:2]), 1) * (shape[1] // num_groups) == 1:
        raise GROUP_ONE_VALUE.error(shape=list(shape))
    if shape[1] % num_groups:
        raise GROUP_CHANNELS.error(shape=list(shape), groups=num_groups)
    return group_norm_row(input, weight, bias, num_groups=num_groups, eps=eps)


group_norm: Composite = composite(
    "group_norm", "F.group_norm", body=_group_norm_body,
    samples=[(real(2, 4), 2), (real(2, 4, 2), 2, real(4), real(4)), (real(2, 2, 3), 1)],
)  # fmt: skip


def _rms_norm(
    input: Value, normalized_shape: Sequence[int], weight: Value = None, eps: float | None = None
) -> Value:
    sizes, shape = tuple(normalized_shape), shape_of(input)
    if shape[len(shape) - len(sizes) :] != sizes:
        stars = ", ".join(str(n) for n in sizes)
        raise RMS_SHAPE.error(sizes=list(sizes), stars=stars, shape=list(shape))
    dtype = dtype_of(input)
    assert dtype is not None
    least = float(np.finfo(dtype.numpy).eps) if eps is None else eps  # type: ignore[type-var]
    squares = mean_dim(pow_(input, 2), list(range(-len(sizes), 0)), True)
    result = input * rsqrt(add_number(squares, least))
    return result if weight is None else result * weight


rms_norm: Composite = composite(
    "rms_norm", "F.rms_norm torch.rms_norm", body=_rms_norm,
    samples=[(real(2, 3), (3,)), (real(2, 3), (3,), real(3)), (real(2, 3), (2, 3), None, 0.1)],
)  # fmt: skip


# attention


def _safe_softmax(input: Value, dim: int) -> Value:
    """A softmax that gives 0 where everything is masked."""
    top = input.max(axis=dim, keepdims=True)
    masked = np.isneginf(top)
    powers = exact.exp(input - np.where(masked, 0, top).astype(input.dtype))
    total = powers.sum(axis=dim, keepdims=True)
    return np.where(masked, 0, powers / np.where(masked, 1, total)).astype(input.dtype)


safe_softmax: Op = op(
    "safe_softmax", grad_fn="SafeSoftmaxBackward0",
    forward=_safe_softmax,
    vjp=dict(input=lambda g, out, dim: softmax_back(g, out, dim)),
    cost=lambda input, dim: (input.size, 4 * input.size),
    samples=[(real(2, 3), -1)], kinks=[(constant([0.0, -math.inf], [-math.inf, -math.inf]), -1)],
)  # fmt: skip
attention_row: Op = op(
    "flash_attention", grad_fn="ScaledDotProductFlashAttentionForCpuBackward0",
    forward=lambda query, key, value, mask, *, scale: _attended(query, key, value, mask, scale),
    vjp=dict(
        query=lambda g, query, key, value, mask, scale: attention_slope(
            g, query, key, value, mask, scale, 0
        ),
        key=lambda g, query, key, value, mask, scale: attention_slope(
            g, query, key, value, mask, scale, 1
        ),
        value=lambda g, query, key, mask, scale: matmul(
            mT(attention_weights(query, key, mask, scale)), g
        ),
        mask=None,
    ),
    cost=lambda query, key, value, mask, *, scale: _attention_cost(query, key, value),
    samples=[(real(1, 1, 2, 3), real(1, 1, 2, 3), real(1, 1, 2, 3), None, {"scale": 0.5})],
)  # fmt: skip


def _attention_cost(query: Value, key: Value, value: Value) -> Cost:
    scores = size_of(query.shape[:-1]) * key.shape[-2]
    return 2 * scores + query.size, scores * (query.shape[-1] + value.shape[-1] + 4)


def _weights(query: Value, key: Value, mask: Value, scale: float) -> Value:
    scores = matmul(query, mT(key)) * scale
    if mask is not None:
        scores = scores + mask
    return safe_softmax(scores, -1)


attention_weights: Composite = composite(
    "attention_weights", body=_weights, samples=[(real(2, 3), real(2, 3), None, 0.5)],
    formula=lambda query, key, mask, scale: safe_softmax(matmul(query, mT(key)) * scale, -1),
)  # fmt: skip


def _attended(query: Value, key: Value, value: Value, mask: Value, scale: float) -> Value:
    q, k, v = (part.astype(np.float64) for part in (query, key, value))
    scores = np.matmul(q, np.swapaxes(k, -1, -2)) * scale
    scores = scores if mask is None else scores + mask
    return np.matmul(_safe_softmax(scores, -1), v).astype(query.dtype)


def _attention_slope(
    g: Value, query: Value, key: Value, value: Value, mask: Value, scale: float, which: int
) -> Value:
    """The gradient of the query (0) or of the key (1)."""
    weights = _weights(query, key, mask, scale)
    of_weights = matmul(g, mT(value))
    scores = weights * (of_weights - sum_dim(of_weights * weights, -1, True)) * scale
    return matmul(mT(scores), query) if which else matmul(scores, key)


attention_slope: Composite = composite(
    "attention_slope", body=_attention_slope,
    samples=[(real(2, 3), real(2, 3), real(2, 3), real(2, 3), None, 0.5, 0)],
)  # fmt: skip
causal_mask: Op = op(
    "causal_mask", forward=lambda input, *, rows, columns: np.where(
        np.tri(rows, columns, dtype=np.bool_), 0, -math.inf).astype(input.dtype),
    vjp=dict(input=None), cost=lambda input, *, rows, columns: (rows * columns,) * 2,
    samples=[(real(), {"rows": 2, "columns": 2})],
)  # fmt: skip


def _additive(query: Value, mask: Value) -> Value:
    """A mask of bools as one to add: 0 where it is True, -inf elsewhere."""
    if mask is None:
        return None
    dtype = dtype_of(mask)
    if dtype is None or dtype.category != BOOL:
        return mask
    return where(mask, zeros(sum_dim(query, tuple(range(len(shape_of(query)))))), -math.inf)


def _attention(
    query: Value, key: Value, value: Value, attn_mask: Value = None, dropout_p: float = 0.0,
    is_causal: bool = False, scale: float | None = None, enable_gqa: bool = False,
) -> Value:  # fmt: skip
    if dropout_p:
        raise ATTENTION_DROPOUT.error()
    shape = shape_of(query)
    factor = 1 / math.sqrt(shape[-1]) if scale is None else scale
    mask = _additive(query, attn_mask)
    if is_causal:
        mask = causal_mask(query, rows=shape[-2], columns=shape_of(key)[-2])
    learned = getattr(attn_mask, "requires_grad", False)
    if len(shape) == 4 and not learned:  # batch, head, place, feature
        return attention_row(query, key, value, mask, scale=factor)
    root = math.sqrt(factor)
    scores = matmul(mul_number(query, root), mul_number(transpose(key, -2, -1), root))
    if mask is not None:
        scores = scores + mask
    return matmul(safe_softmax(scores, -1), value)


scaled_dot_product_attention: Composite = composite(
    "scaled_dot_product_attention", "F.scaled_dot_product_attention", body=_attention,
    samples=[(real(2, 3), real(2, 3), real(2, 3)), (real(1, 2, 3), real(1, 2, 3), real(1, 2, 3)),
             (real(1, 1, 2, 3), real(1, 1, 2, 3), real(1, 1, 2, 3)),
             (real(1, 1, 3, 2), real(1, 1, 3, 2), real(1, 1, 3, 2), {"is_causal": True}),
             (real(1, 3, 2), real(1, 3, 2), real(1, 3, 2), {"is_causal": True}),
             (real(1, 1, 2, 3), real(1, 1, 2, 3), real(1, 1, 2, 3),
              booleans([True, False], [True, True]))],
)  # fmt: skip
