"""Softmax, losses, and layers that are functions (`torch.nn.functional`)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradviz.engine import exact
from gradviz.engine.dtypes import FLOATING, OF_NUMPY, DType, Number, bool_
from gradviz.engine.messages import (
    BATCH_SIZE,
    BCE_DTYPE,
    BCE_RANGE,
    BCE_SIZES,
    CAST_RESULT,
    EMBEDDING_DTYPE,
    FOUND_DTYPE,
    IMPLICIT_DIM,
    KL_INTEGRAL,
    KL_MEAN,
    LEGACY_REDUCTION,
    LOGITS_SIZES,
    MIXED_DTYPES,
    NLL_DIMS,
    NORMALIZED_NOTHING,
    NORMALIZED_SHAPE,
    REDUCTION,
    SELECT_RANGE,
    SUBTRACT_BOOLS,
    TARGET_DTYPE,
    TARGET_RANGE,
    TARGET_SIZE,
    WEIGHT_SIZE,
    Warned,
)
from gradviz.engine.op import Composite, Cost, Op, Rule, Value, Warn, composite, op, shape_of
from gradviz.engine.ops.compare import (
    clamp_min,
    dtype_of,
    eq,
    floating,
    masked_fill_number,
    no_kernel,
    undefined,
    where,
    zeros,
)
from gradviz.engine.ops.elementwise import (
    abs_,
    div_number,
    exp,
    logit,
    mul_number,
    neg,
    pow_,
    rsqrt,
    sigmoid,
    sign,
    xlogy,
)
from gradviz.engine.ops.index import index_select
from gradviz.engine.ops.nn import logsigmoid
from gradviz.engine.ops.reduce import (
    add_up,
    count,
    mean_all,
    mean_dim,
    sum_all,
    sum_dim,
    vector_norm,
)
from gradviz.engine.ops.shape import expand, reshape, sum_to, to, view
from gradviz.engine.samples import constant, given, integers, real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of, wrap_dim, wrap_dims

REDUCTIONS = ("none", "mean", "sum")


# softmax


def _shifted(input: Value, dim: int, kernel: str) -> Value:
    """The input below its largest element, so that no exponential overflows."""
    if input.dtype.kind != "f":
        raise no_kernel(kernel, input)
    wrap_dim(dim, input.ndim)
    array = np.atleast_1d(np.ascontiguousarray(input))
    return array - array.max(axis=dim, keepdims=True, initial=-math.inf)


def _kernel(name: str, input: Value, dim: int) -> str:
    last = "lastdim_" if dim in (-1, max(input.ndim, 1) - 1) else ""
    return f"{name}_{last}kernel_impl"


def _softmax_forward(input: Value, dim: int) -> Value:
    powers = exact.exp(_shifted(input, dim, _kernel("softmax", input, dim)))
    result = powers * (1 / add_up(powers, wrap_dims(dim, powers.ndim), True))
    return result.reshape(input.shape)[()]


def _log_softmax_forward(input: Value, dim: int) -> Value:
    shifted = _shifted(input, dim, _kernel("log_softmax", input, dim))
    result = shifted - exact.log(add_up(exact.exp(shifted), wrap_dims(dim, shifted.ndim), True))
    return result.reshape(input.shape)[()]


def _softmax_cost(input: Value, dim: int) -> Cost:
    return input.size, 4 * input.size


def _softmax_slope(grad_output: Value, output: Value, dim: int) -> Value:
    return output * (grad_output - sum_dim(grad_output * output, dim, True))


def _softmax_second(g: Value, grad_output: Value, output: Value, dim: int) -> Value:
    return (
        grad_output * g
        - sum_dim(output * grad_output, dim, True) * g
        - grad_output * sum_dim(output * g, dim, True)
    )


softmax_back: Op = op(
    "softmax_backward", grad_fn="SoftmaxBackwardDataBackward0",
    forward=_softmax_slope, formula=_softmax_slope,
    vjp=dict(
        grad_output=lambda g, output, dim: softmax_back(g, output, dim),
        output=lambda g, grad_output, output, dim: _softmax_second(g, grad_output, output, dim),
    ),
    samples=[(real(2, 3), real(2, 3), -1)],
)  # fmt: skip
softmax_row: Op = op(
    "softmax.int", grad_fn="SoftmaxBackward0",
    forward=_softmax_forward,
    vjp=dict(input=lambda g, out, dim: softmax_back(g, out, dim)),
    cost=_softmax_cost, samples=[(real(3), 0)],
)  # fmt: skip


def _log_softmax_slope(grad_output: Value, output: Value, dim: int) -> Value:
    return grad_output - exp(output) * sum_dim(grad_output, dim, True)


log_softmax_back: Op = op(
    "log_softmax_backward", grad_fn="LogSoftmaxBackwardDataBackward0",
    forward=_log_softmax_slope, formula=_log_softmax_slope,
    vjp=dict(
        grad_output=lambda g, output, dim: g - sum_dim(g * exp(output), dim, True),
        output=lambda g, grad_output, output, dim: (
            -sum_dim(grad_output, dim, True) * exp(output) * g
        ),
    ),
    samples=[(real(2, 3), real(2, 3), -1)],
)  # fmt: skip
log_softmax_row: Op = op(
    "log_softmax.int", grad_fn="LogSoftmaxBackward0",
    forward=_log_softmax_forward,
    vjp=dict(input=lambda g, out, dim: log_softmax_back(g, out, dim)),
    cost=_softmax_cost, samples=[(real(3), 0)],
)  # fmt: skip


def implicit_dim(ndim: int) -> int:
    """The dimension that PyTorch takes where none is named, with a warning."""
    return 0 if ndim in (0, 1, 3) else 1


def _in_dtype(input: Value, dtype: DType | None) -> Value:
    return input if dtype is None or dtype_of(input) is dtype else to(input, dtype)


def _no_dim(name: str) -> Warn:
    """Warns where no dimension is named."""

    def warning(
        input: Value, dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None
    ) -> Warned | None:
        return IMPLICIT_DIM.of(name=name) if dim is None else None

    return warning


def _over(row: Op, input: Value, dim: int | None, dtype: DType | None) -> Value:
    place = implicit_dim(len(shape_of(input))) if dim is None else dim
    return row(_in_dtype(input, dtype), place)


ALONG = ((real(3), 0), (real(2, 3), -1), (real(2, 3), 0), (real(), 0))
softmax: Composite = composite(
    "softmax", "torch.softmax .softmax torch.special.softmax",
    body=lambda input, dim, dtype=None: _over(softmax_row, input, dim, dtype),
    samples=ALONG, kinks=[(given(1000.0, -math.inf, 0.0), 0)],
)  # fmt: skip
log_softmax: Composite = composite(
    "log_softmax", "torch.log_softmax .log_softmax torch.special.log_softmax",
    body=lambda input, dim, dtype=None: _over(log_softmax_row, input, dim, dtype),
    samples=ALONG, kinks=[(given(1000.0, -1000.0, 0.0), 0)],
)  # fmt: skip
composite(
    "softmax.functional", "F.softmax", warning=_no_dim("softmax"),
    body=lambda input, dim=None, _stacklevel=3, dtype=None: _over(softmax_row, input, dim, dtype),
    samples=[(real(2, 3), -1), (real(2, 3),), (real(3),)],
)  # fmt: skip
composite(
    "log_softmax.functional", "F.log_softmax", warning=_no_dim("log_softmax"),
    body=lambda input, dim=None, _stacklevel=3, dtype=None: _over(
        log_softmax_row, input, dim, dtype
    ),
    samples=[(real(2, 3), -1), (real(2, 3),), (real(3),)],
)  # fmt: skip
softmin: Composite = composite(
    "softmin", "F.softmin", warning=_no_dim("softmin"),
    body=lambda input, dim=None, _stacklevel=3, dtype=None: (
        _over(softmax_row, neg(input), dim, dtype)
    ),
    samples=ALONG,
)  # fmt: skip


# how the elements of a loss become one


Flag = bool | None
"""`size_average` and `reduce`, which `reduction` has replaced."""


def legacy(size_average: Flag, reduce: Flag, reduction: str) -> str:
    """The reduction that the arguments of old ask for, or the new one where they are not given."""
    if size_average is None and reduce is None:
        return reduction
    if reduce is False:
        return "none"
    return "sum" if size_average is False else "mean"


def warns_of(*params: str, sizes: bool = False, kl: bool = False) -> Warn:
    """What a loss warns of; `params` are its positional parameters behind input and target."""

    def warning(input: Value, target: Value, *args: object, **attrs: object) -> Warned | None:
        given = {**dict(zip(params, args, strict=False)), **attrs}
        if sizes and shape_of(input) != shape_of(target):
            return TARGET_SIZE.of(target=list(shape_of(target)), input=list(shape_of(input)))
        flags = [given.get("size_average"), given.get("reduce")]
        if flags != [None, None]:
            return LEGACY_REDUCTION.of(reduction=legacy(flags[0], flags[1], ""))  # type: ignore[arg-type]
        if kl and given.get("reduction", "mean") == "mean":
            return KL_MEAN.of()
        return None

    return warning


_OLD = ("size_average", "reduce", "reduction")


def _check_reduction(reduction: str) -> None:
    if reduction not in REDUCTIONS:
        raise REDUCTION.error(reduction=reduction)


def reduced(elements: Value, reduction: str) -> Value:
    """On arrays."""
    if reduction == "none":
        return elements
    total = add_up(elements, None, False)
    return total / elements.dtype.type(elements.size) if reduction == "mean" else total


def in_one(elements: Value, reduction: str) -> Value:
    """The same, recorded."""
    _check_reduction(reduction)
    if reduction == "none":
        return elements
    return mean_all(elements) if reduction == "mean" else sum_all(elements)


def _per_element(g: Value, reduction: str, shape: Shape) -> Value:
    """The gradient of a loss, for each of its elements."""
    return g / count(shape) if reduction == "mean" else g


per_element: Composite = composite(
    "per_element",
    body=_per_element,
    formula=lambda g, reduction, shape: g / count(g) if reduction == "mean" else g,
    samples=[(real(), "mean", (3,)), (real(3), "none", (3,))],
)


def _pair_cost(input: Value, target: Value, *_: object, reduction: str = "mean", **__: object
               ) -> Cost:  # fmt: skip
    size = size_of(broadcast_shapes([input.shape, target.shape]))
    return (size if reduction == "none" else 1), 4 * size


def _together(input: Value, target: Value) -> tuple[Value, Value]:
    """Both in the shape that they broadcast to, as the losses of PyTorch do it."""
    a, b = shape_of(input), shape_of(target)
    shape = broadcast_shapes([a, b])
    return (
        input if a == shape else expand(input, shape),
        target if b == shape else expand(target, shape),
    )


def _in_double(input: Value, *others: Value) -> list[Value]:
    return [part.astype(np.float64) for part in (input, *others)]


LOSSES = (
    (real(3), real(3)), (real(2, 3), real(2, 3), {"reduction": "sum"}),
    (real(3), real(3), {"reduction": "none"}), (real(), real()),
)  # fmt: skip


# regression


def _squares(input: Value, target: Value, reduction: str) -> Value:
    if input.dtype.kind != "f":
        raise no_kernel("mse_cpu", input)
    apart = input - target
    return reduced(apart * apart, reduction)


def _square_slope(grad_output: Value, input: Value, target: Value, reduction: str) -> Value:
    factor = 2 / input.size if reduction == "mean" else 2
    return input.dtype.type(factor) * (input - target) * grad_output


def _mse_second(g: Value, grad_output: Value, shape: Shape, reduction: str) -> Value:
    return per_element(2 * (g * grad_output), reduction, shape)


_SLOPES = (
    (real(), real(3), real(3), "mean"), (real(3), real(3), real(3), "none"),
)  # fmt: skip
mse_back: Op = op(
    "mse_loss_backward", elementwise=True, in_place=False, grad_fn="MseLossBackwardBackward0",
    forward=_square_slope,
    vjp=dict(
        grad_output=lambda g, input, target, reduction: mse_back(g, input, target, reduction),
        input=lambda g, grad_output, input_shape, reduction: _mse_second(
            g, grad_output, input_shape, reduction
        ),
        target=lambda g, grad_output, target_shape, reduction: -_mse_second(
            g, grad_output, target_shape, reduction
        ),
    ),
    formula=lambda grad_output, input, target, reduction: (
        per_element(grad_output, reduction, input.shape) * 2 * (input - target)
    ),
    samples=_SLOPES,
)  # fmt: skip
mse_row: Op = op(
    "mse_loss.row", promotes="common", grad_fn="MseLossBackward0",
    forward=lambda input, target, *, reduction="mean": _squares(input, target, reduction),
    vjp=dict(
        input=lambda g, input, target, reduction: mse_back(g, input, target, reduction),
        target=lambda g, input, target, reduction: mse_back(g, target, input, reduction),
    ),
    cost=_pair_cost, samples=LOSSES,
)  # fmt: skip


def _weighed(elements: Value, weight: Value, reduction: str) -> Value:
    """The loss of elements that count differently."""
    if shape_of(weight) != shape_of(elements):
        raise WEIGHT_SIZE.error()
    _check_reduction(reduction)
    products = elements * weight
    if reduction == "none":
        return products
    total = sum_all(products)
    return total / sum_all(weight) if reduction == "mean" else total


def _mse(
    input: Value, target: Value, size_average: Flag = None, reduce: Flag = None,
    reduction: str = "mean", weight: Value = None,
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    _check_reduction(reduction)
    if weight is not None:
        x, y = _together(input, target)
        return _weighed(pow_(x - y, 2), weight, reduction)
    return mse_row(*_together(input, target), reduction=reduction)


mse_loss: Composite = composite(
    "mse_loss", "F.mse_loss", body=_mse, warning=warns_of(*_OLD, sizes=True),
    samples=[*LOSSES, (real(3), real(3), {"weight": constant(0.2, 0.3, 0.5)})],
)  # fmt: skip


def _l1(
    input: Value, target: Value, size_average: Flag = None, reduce: Flag = None,
    reduction: str = "mean", weight: Value = None,
) -> Value:  # fmt: skip
    x, y = _together(input, target)
    if weight is not None:
        return _weighed(abs_(x - y), weight, legacy(size_average, reduce, reduction))
    return in_one(abs_(x - y), legacy(size_average, reduce, reduction))


l1_loss: Composite = composite(
    "l1_loss", "F.l1_loss", body=_l1, warning=warns_of(*_OLD, sizes=True), samples=LOSSES,
    kinks=[(given(1.0, 2.0), given(1.0, 3.0))],
)  # fmt: skip


def _smooth(input: Value, target: Value, reduction: str, beta: float) -> Value:
    floating("smooth_l1_cpu", input)
    x, y = _in_double(input, target)
    size = np.abs(x - y)
    elements = np.where(size < beta, 0.5 * size * size / (beta or 1), size - 0.5 * beta)
    return reduced(elements.astype(input.dtype), reduction)


def _smooth_slope(
    grad_output: Value, input: Value, target: Value, reduction: str, beta: float
) -> Value:
    apart = input - target
    slope = where(abs_(apart) < beta, apart / beta, sign(apart)) if beta else sign(apart)
    return per_element(grad_output, reduction, shape_of(input)) * slope


def _smooth_second(g: Value, input: Value, target: Value, reduction: str, beta: float) -> Value:
    near = to(abs_(input - target) < beta, dtype_of(g))
    return per_element(g * near / beta, reduction, shape_of(input))


smooth_back: Op = op(
    "smooth_l1_loss_backward", elementwise=True, in_place=False,
    grad_fn="SmoothL1LossBackwardBackward0", forward=_smooth_slope, formula=_smooth_slope,
    vjp=dict(
        grad_output=lambda g, input, target, reduction, beta: smooth_back(
            g, input, target, reduction, beta
        ),
        input=lambda g, grad_output, input, target, reduction, beta: _smooth_second(
            g * grad_output, input, target, reduction, beta
        ),
        target=lambda g, grad_output, input, target, reduction, beta: -_smooth_second(
            g * grad_output, input, target, reduction, beta
        ),
    ),
    samples=[(*sample, 1.5) for sample in _SLOPES],
)  # fmt: skip
smooth_l1_row: Op = op(
    "smooth_l1_loss.row", promotes="common", grad_fn="SmoothL1LossBackward0",
    forward=lambda input, target, *, reduction="mean", beta=1.0: _smooth(
        input, target, reduction, beta
    ),
    vjp=dict(
        input=lambda g, input, target, reduction, beta: smooth_back(
            g, input, target, reduction, beta
        ),
        target=lambda g, input, target, reduction, beta: smooth_back(
            g, target, input, reduction, beta
        ),
    ),
    cost=_pair_cost, samples=LOSSES,
)  # fmt: skip


def _smooth_l1(
    input: Value, target: Value, size_average: Flag = None, reduce: Flag = None,
    reduction: str = "mean", beta: float = 1.0,
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    _check_reduction(reduction)
    if not beta:
        return _l1(input, target, None, None, reduction)
    return smooth_l1_row(*_together(input, target), reduction=reduction, beta=beta)


smooth_l1_loss: Composite = composite(
    "smooth_l1_loss", "F.smooth_l1_loss", body=_smooth_l1,
    warning=warns_of(*_OLD, "beta", sizes=True),
    samples=[*LOSSES, (real(3), real(3), {"beta": 0.5}), (real(3), real(3), {"beta": 0.0})],
)  # fmt: skip


def _huber_slope(
    grad_output: Value, input: Value, target: Value, reduction: str, delta: float
) -> Value:
    apart = input - target
    slope = where(abs_(apart) <= delta, apart, delta * sign(apart))
    return per_element(grad_output, reduction, shape_of(input)) * slope


def _huber_second(g: Value, input: Value, target: Value, reduction: str, delta: float) -> Value:
    return per_element(g * (abs_(input - target) < delta), reduction, shape_of(input))


def _huber_summed(
    g: Value, grad_output: Value, input: Value, target: Value, reduction: str, delta: float
) -> Value:
    if reduction == "none":
        return huber_back(g, input, target, reduction, delta)
    slopes = huber_back(zeros(grad_output) + 1, input, target, reduction, delta)
    return sum_all(slopes * g)


huber_back: Op = op(
    "huber_loss_backward", elementwise=True, in_place=False,
    grad_fn="HuberLossBackwardBackward0", forward=_huber_slope, formula=_huber_slope,
    vjp=dict(
        grad_output=lambda g, grad_output, input, target, reduction, delta: _huber_summed(
            g, grad_output, input, target, reduction, delta
        ),
        input=lambda g, grad_output, input, target, reduction, delta: _huber_second(
            g * grad_output, input, target, reduction, delta
        ),
        target=lambda g, grad_output, input, target, reduction, delta: -_huber_second(
            g * grad_output, input, target, reduction, delta
        ),
    ),
    samples=[(*sample, 1.5) for sample in _SLOPES],
)  # fmt: skip
huber_row: Op = op(
    "huber_loss.row", promotes="common", grad_fn="HuberLossBackward0",
    forward=lambda input, target, *, reduction="mean", delta=1.0: _huber(
        input, target, reduction, delta
    ),
    vjp=dict(
        input=lambda g, input, target, reduction, delta: huber_back(
            g, input, target, reduction, delta
        ),
        target=lambda g, input, target, reduction, delta: huber_back(
            g, target, input, reduction, delta
        ),
    ),
    cost=_pair_cost, samples=LOSSES,
)  # fmt: skip


def _huber(input: Value, target: Value, reduction: str, delta: float) -> Value:
    x, y = _in_double(input, target)
    size = np.abs(x - y)
    elements = np.where(size <= delta, 0.5 * size * size, delta * (size - 0.5 * delta))
    return reduced(elements.astype(input.dtype), reduction)


def _huber_body(input: Value, target: Value, reduction: str = "mean", delta: float = 1.0) -> Value:
    _check_reduction(reduction)
    return huber_row(*_together(input, target), reduction=reduction, delta=delta)


huber_loss: Composite = composite(
    "huber_loss", "F.huber_loss", body=_huber_body,
    warning=warns_of("reduction", "delta", sizes=True),
    samples=[*LOSSES, (real(3), real(3), {"delta": 0.5})],
)  # fmt: skip


# classification


def _class_dim(shape: Shape) -> int:
    return 1 if len(shape) > 1 else 0


def _nll_cost(input: Value, target: Value, weight: Value = None, *, ignore_index: int = -100,
              reduction: str = "mean") -> Cost:  # fmt: skip
    if target.dtype not in (np.int64, np.uint8):
        raise TARGET_DTYPE.error(dtype=OF_NUMPY[target.dtype].scalar_name)
    classes = input.shape[_class_dim(input.shape)]
    outside = (target != ignore_index) & ((target < 0) | (target >= classes))
    if outside.any():
        raise TARGET_RANGE.error(target=np.asarray(target)[outside].flat[0])
    return (target.size if reduction == "none" else 1), input.size


def _class_weights(
    input: Value, target: Value, weight: Value, ignore_index: int, reduction: str
) -> Value:
    """What each target's log-probability counts: its class's weight over the sum of them."""
    kept = target != ignore_index
    weights = np.where(kept, 1.0 if weight is None else weight[np.where(kept, target, 0)], 0.0)
    return weights / weights.sum() if reduction == "mean" else weights


def _nll(input: Value, target: Value, weight: Value, ignore_index: int, reduction: str) -> Value:
    weights = _class_weights(input, target, weight, ignore_index, "sum")
    places = np.expand_dims(np.where(weights != 0, target, 0), _class_dim(input.shape))
    picked = np.take_along_axis(input, places, _class_dim(input.shape))
    picked = picked.reshape(target.shape).astype(np.float64)
    losses = np.where(weights == 0, 0.0, -weights * picked)
    losses = losses if reduction == "none" else np.asarray(losses.sum())
    if reduction == "mean":
        losses = losses / weights.sum()
    return losses.astype(input.dtype)[()]


def _nll_back(
    g: Value, target: Value, weight: Value, shape: Shape, ignore_index: int, reduction: str
) -> Value:
    dim = _class_dim(shape)
    weights = _class_weights(g, target, weight, ignore_index, reduction).astype(g.dtype)
    result: Value = np.zeros(shape, g.dtype)
    places = np.expand_dims(np.where(target == ignore_index, 0, target), dim)
    values = np.where(weights == 0, 0, -weights * g)
    np.put_along_axis(result, places, np.expand_dims(values, dim), dim)
    return result


def _nll_op(
    name: str, grad_fn: str, sample: tuple[object, ...], arrived: tuple[object, ...]
) -> Op:  # fmt: skip
    """A row for a loss, and one for its gradient."""
    back: Op = op(
        name.replace("loss", "loss_backward"), grad_fn=f"{grad_fn}Backward0",
        forward=lambda grad_output, input, target, weight, ignore_index, reduction: _nll_back(
            grad_output, target, weight, input.shape, ignore_index, reduction
        ),
        vjp=dict(
            grad_output=lambda g, target, weight, ignore_index, reduction: row(
                g, target, weight, ignore_index=ignore_index, reduction=reduction
            ),
            input=lambda input: zeros(input),
            target=None,
            weight=None,
        ),
        cost=lambda grad_output, input, *_, **__: (input.size,) * 2,
        samples=[(*arrived, *sample, None, -100, "none")],
    )  # fmt: skip
    row: Op = op(
        name, grad_fn=f"{grad_fn}0",
        forward=lambda input, target, weight=None, *, ignore_index=-100, reduction="mean": _nll(
            input, target, weight, ignore_index, reduction
        ),
        vjp=dict(
            input=lambda g, input, target, weight, ignore_index, reduction: back(
                g, input, target, weight, ignore_index, reduction
            ),
            target=None,
            weight=None,
        ),
        cost=_nll_cost, samples=[sample],
    )  # fmt: skip
    return row


nll_row: Op = _nll_op(
    "nll_loss.row", "NllLossBackward", (real(2, 3), integers(0, 2)), (real(2),)
)  # fmt: skip
nll_images: Op = _nll_op(
    "nll_loss.images", "NllLoss2DBackward", (real(1, 2, 1, 2), integers([[0, 1]])),
    (real(1, 1, 2),),
)  # fmt: skip


def _nll_body(
    input: Value, target: Value, weight: Value = None, size_average: Flag = None,
    ignore_index: int = -100, reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    _check_reduction(reduction)
    a, b = shape_of(input), shape_of(target)
    if not a:
        raise NLL_DIMS.error()
    if len(a) > 1 and (not b or a[0] != b[0]):
        raise BATCH_SIZE.error(input=a[0], target=b[0] if b else 1)
    if len(a) == 3:  # as images of height 1
        wide = reshape(input, (*a[:2], 1, a[2]))
        flat = reshape(target, (b[0], 1, b[1]))
        loss = nll_images(wide, flat, weight, ignore_index=ignore_index, reduction=reduction)
        return reshape(loss, b) if reduction == "none" else loss
    row = nll_row if len(a) < 3 else nll_images
    return row(input, target, weight, ignore_index=ignore_index, reduction=reduction)


CLASSES = (
    (real(2, 3), integers(0, 2)), (real(3, 2), integers(0, 1, 1), {"reduction": "sum"}),
    (real(2, 3), integers(0, 2), {"reduction": "none"}),
    (real(3, 2), integers(0, -100, 1)),
    (real(2, 3), integers(0, 2), {"weight": constant(0.2, 0.3, 0.5)}),
    (real(2, 3, 2), integers([0, 2], [1, 1])),
)  # fmt: skip
_NLL = ("weight", "size_average", "ignore_index", "reduce", "reduction")
nll_loss: Composite = composite(
    "nll_loss", "F.nll_loss", body=_nll_body, warning=warns_of(*_NLL), samples=CLASSES
)


def _cross_entropy(
    input: Value, target: Value, weight: Value = None, size_average: Flag = None,
    ignore_index: int = -100, reduce: Flag = None, reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    _check_reduction(reduction)
    shape = shape_of(input)
    log_p = log_softmax_row(input, _class_dim(shape))
    if shape_of(target) == shape:
        return _soft_targets(log_p, target, weight, reduction, label_smoothing)
    loss = _nll_body(log_p, target, weight, None, ignore_index, None, reduction)
    if label_smoothing == 0:
        return loss
    return _smoothed(loss, log_p, target, weight, ignore_index, reduction, label_smoothing)


def _soft_targets(
    log_p: Value, target: Value, weight: Value, reduction: str, smoothing: float
) -> Value:
    shape = shape_of(log_p)
    dim = _class_dim(shape)
    if smoothing:
        target = target * (1 - smoothing) + smoothing / shape[dim]
    products = log_p * target
    if weight is not None:
        products = products * view(weight, (1,) * dim + (-1,) + (1,) * (len(shape) - dim - 1))
    if reduction == "none":
        return neg(sum_dim(products, dim))
    total = neg(sum_all(products))
    batch = size_of(shape) // shape[dim]
    return div_number(total, batch) if reduction == "mean" else total


def _smoothed(
    loss: Value, log_p: Value, target: Value, weight: Value, ignore_index: int, reduction: str,
    smoothing: float,
) -> Value:  # fmt: skip
    """The loss mixed with that of the uniform distribution."""
    shape = shape_of(log_p)
    dim = _class_dim(shape)
    if weight is not None:
        log_p = log_p * view(weight, (1,) * dim + (-1,) + (1,) * (len(shape) - dim - 1))
    smooth = neg(sum_dim(log_p, dim))
    ignored = eq(target, ignore_index)
    smooth = masked_fill_number(smooth, ignored, 0.0)
    if reduction == "mean":
        kept = eq(ignored, False)
        if weight is not None:
            labels = masked_fill_number(target, ignored, 0)
            kept = reshape(index_select(weight, 0, reshape(labels, (-1,))), shape_of(labels)) * kept
        smooth = sum_all(smooth) / sum_all(kept)
    elif reduction == "sum":
        smooth = sum_all(smooth)
    return mul_number(loss, 1 - smoothing) + mul_number(smooth, smoothing / shape[dim])


cross_entropy: Composite = composite(
    "cross_entropy", "F.cross_entropy", body=_cross_entropy, warning=warns_of(*_NLL),
    samples=[
        *CLASSES, (real(2, 3), real(2, 3, low=0.1, high=0.4)),
        (real(2, 3), integers(0, 2), {"label_smoothing": 0.1}),
        (real(2, 3), real(2, 3, low=0.1, high=0.4), {"reduction": "none"}),
        (real(2, 3), integers(0, 2), {"label_smoothing": 0.1, "reduction": "sum"}),
        (real(2, 3), integers(0, 2), {"label_smoothing": 0.1, "weight": constant(0.2, 0.3, 0.5)}),
    ],
)  # fmt: skip


# yes or no


_EPSILON = float(np.float32(1e-12))


def _bce_check(input: Value, target: Value) -> None:
    if shape_of(input) != shape_of(target):
        raise BCE_SIZES.error(target=list(shape_of(target)), input=list(shape_of(input)))
    wanted, found = dtype_of(input), dtype_of(target)
    if wanted and found and found is not wanted:
        raise BCE_DTYPE.error(found=found.scalar_name, wanted=wanted.scalar_name)


def _bce_cost(input: Value, target: Value, weight: Value = None, *, reduction: str = "mean"
              ) -> Cost:  # fmt: skip
    if input.dtype != target.dtype:
        given, wanted = (OF_NUMPY[part.dtype].scalar_name for part in (target, input))
        raise FOUND_DTYPE.error(given=given, wanted=wanted)
    for name, part in (("input", input), ("target", target)):
        if ((part < 0) | (part > 1)).any():
            raise BCE_RANGE.error(name=name)
    return _pair_cost(input, target, reduction=reduction)


def _bce(input: Value, target: Value, weight: Value, reduction: str) -> Value:
    x, y = _in_double(input, target)
    elements = -(y * np.maximum(np.log(x), -100) + (1 - y) * np.maximum(np.log1p(-x), -100))
    if weight is not None:
        elements = elements * weight
    return reduced(elements.astype(input.dtype), reduction)


def _weighted(g: Value, weight: Value) -> Value:
    return g if weight is None else g * weight


def _bce_slope(
    grad_output: Value, input: Value, target: Value, weight: Value, reduction: str
) -> Value:
    slope = grad_output * (input - target) / clamp_min((1 - input) * input, _EPSILON)
    return per_element(_weighted(slope, weight), reduction, shape_of(input))


def _bce_second(
    g: Value, grad_output: Value, input: Value, target: Value, weight: Value, reduction: str
) -> Value:
    squares = pow_(input + _EPSILON, 2) * pow_(1 - input + _EPSILON, 2)
    curve = (input * input - 2 * input * target + target) / squares
    curve = curve * (g * grad_output)
    return per_element(_weighted(curve, weight), reduction, shape_of(input))


def _bce_second_target(
    g: Value, grad_output: Value, input: Value, weight: Value, reduction: str
) -> Value:
    slope = _weighted(-g * grad_output, weight)
    slope = slope / where((1 - input) * input < _EPSILON, _EPSILON, (1 - input) * input)
    return per_element(slope, reduction, shape_of(input))


def _bce_second_output(
    g: Value, input: Value, target: Value, weight: Value, reduction: str
) -> Value:
    slope = (input - target) / ((input + _EPSILON) * (1 - input + _EPSILON)) * g
    return per_element(_weighted(slope, weight), reduction, shape_of(input))


_PROBABILITIES = real(3, low=0.1, high=0.9)
bce_back: Op = op(
    "binary_cross_entropy_backward", elementwise=True, in_place=False,
    grad_fn="BinaryCrossEntropyBackwardBackward0",
    forward=_bce_slope, formula=_bce_slope,
    vjp=dict(
        grad_output=lambda g, input, target, weight, reduction: _bce_second_output(
            g, input, target, weight, reduction
        ),
        input=lambda g, grad_output, input, target, weight, reduction: _bce_second(
            g, grad_output, input, target, weight, reduction
        ),
        target=lambda g, grad_output, input, weight, reduction: _bce_second_target(
            g, grad_output, input, weight, reduction
        ),
        weight=None,
    ),
    samples=[(real(), _PROBABILITIES, _PROBABILITIES, None, "mean")],
)  # fmt: skip


def _bce_target_slope(g: Value, input: Value, weight: Value, reduction: str) -> Value:
    slope = _weighted(-logit(input) * g, weight)
    return per_element(slope, reduction, shape_of(input))


bce_row: Op = op(
    "binary_cross_entropy.row", grad_fn="BinaryCrossEntropyBackward0",
    forward=lambda input, target, weight=None, *, reduction="mean": _bce(
        input, target, weight, reduction
    ),
    vjp=dict(
        input=lambda g, input, target, weight, reduction: bce_back(
            g, input, target, weight, reduction
        ),
        target=lambda g, input, weight, reduction: _bce_target_slope(
            g, input, weight, reduction
        ),
        weight=None,
    ),
    cost=_bce_cost,
    samples=[(real(3, low=0.1, high=0.9), real(3, low=0.1, high=0.9))],
    kinks=[(given(0.0, 1.0, 0.5), given(1.0, 1.0, 0.0))],
)  # fmt: skip


def _bce_body(
    input: Value, target: Value, weight: Value = None, size_average: Flag = None,
    reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    _check_reduction(reduction)
    _bce_check(input, target)
    return bce_row(input, target, weight, reduction=reduction)


_P = real(3, low=0.1, high=0.9)
binary_cross_entropy: Composite = composite(
    "binary_cross_entropy", "F.binary_cross_entropy", body=_bce_body,
    warning=warns_of("weight", *_OLD),
    samples=[(_P, _P), (_P, _P, {"reduction": "sum"}), (_P, _P, {"reduction": "none"})],
    kinks=[(given(0.0, 1.0, 0.5), given(1.0, 1.0, 0.0))],
)  # fmt: skip


def _with_logits(
    input: Value, target: Value, weight: Value, pos_weight: Value, reduction: str
) -> Value:
    log_weight = 1 if pos_weight is None else 1 + (pos_weight - 1) * target
    log_one_more = exact.log1p(exact.exp(-abs(input)))
    elements = (1 - target) * input + log_weight * (log_one_more + np.maximum(-input, 0))
    if weight is not None:
        elements = elements * weight
    return reduced(elements.astype(target.dtype), reduction)


def _logits_slope(input: Value, target: Value, pos_weight: Value) -> Value:
    if pos_weight is None:
        return sigmoid(input) - target
    positive = pos_weight * target
    return (positive + 1 - target) * sigmoid(input) - positive


def _logits_product(slope: Value, g: Value, weight: Value, reduction: str) -> Value:
    return per_element(_weighted(slope * g, weight), reduction, shape_of(slope))


def _target_slope(input: Value, pos_weight: Value) -> Value:
    if pos_weight is None:
        return -input
    return logsigmoid(-input) - logsigmoid(input) * pos_weight


with_logits_row: Op = op(
    "binary_cross_entropy_with_logits.row", grad_fn="BinaryCrossEntropyWithLogitsBackward0",
    forward=lambda input, target, weight=None, pos_weight=None, *, reduction="mean": _with_logits(
        input, target, weight, pos_weight, reduction
    ),
    vjp=dict(
        input=lambda g, input, target, weight, pos_weight, reduction: _logits_product(
            _logits_slope(input, target, pos_weight), g, weight, reduction
        ),
        target=lambda g, input, weight, pos_weight, reduction: _logits_product(
            _target_slope(input, pos_weight), g, weight, reduction
        ),
        weight=None,
        pos_weight=None,
    ),
    written={
        "input": lambda weight, pos_weight, reduction, recorded: (
            (0 if recorded else 2 + 2 * (pos_weight is not None) + (weight is not None))
            + (reduction == "mean")
        ),
        "target": lambda weight, pos_weight, reduction: (
            2 * (pos_weight is not None) + (weight is not None) + (reduction == "mean")
        ),
    },
    cost=lambda input, target, *_, reduction="mean", **__: _logits_cost(input, target, reduction),
    samples=[(real(3), real(3))],
)  # fmt: skip


def _logits_cost(input: Value, target: Value, reduction: str) -> Cost:
    """PyTorch computes in the memory of `1 - target`, whose dtype the loss has."""
    if target.dtype.kind == "b":
        raise SUBTRACT_BOOLS.error()
    if target.dtype.kind != "f":
        given, wanted = (OF_NUMPY[part.dtype].scalar_name for part in (input, target))
        raise CAST_RESULT.error(result=given, wanted=wanted)
    return _pair_cost(input, target, reduction=reduction)


def _with_logits_body(
    input: Value, target: Value, weight: Value = None, size_average: Flag = None,
    reduce: Flag = None, reduction: str = "mean", pos_weight: Value = None,
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    _check_reduction(reduction)
    if shape_of(input) != shape_of(target):
        raise LOGITS_SIZES.error(target=list(shape_of(target)), input=list(shape_of(input)))
    result, wanted = dtype_of(input), dtype_of(target)
    if wanted is bool_:
        raise SUBTRACT_BOOLS.error()
    if result and wanted and wanted.category < result.category:
        raise CAST_RESULT.error(result=result.scalar_name, wanted=wanted.scalar_name)
    return with_logits_row(input, target, weight, pos_weight, reduction=reduction)


binary_cross_entropy_with_logits: Composite = composite(
    "binary_cross_entropy_with_logits", "F.binary_cross_entropy_with_logits",
    body=_with_logits_body, warning=warns_of("weight", *_OLD),
    samples=[(real(3), _P), (real(2, 3), real(2, 3, low=0.1, high=0.9), {"reduction": "sum"}),
             (real(3), _P, {"reduction": "none"})],
    kinks=[(given(-200.0, 0.0, 200.0), given(1.0, 0.0, 0.0))],
)  # fmt: skip


def _kl(
    input: Value, target: Value, size_average: Flag = None, reduce: Flag = None,
    reduction: str = "mean", log_target: bool = False,
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    if any(dtype and dtype.category != FLOATING for dtype in map(dtype_of, (input, target))):
        raise KL_INTEGRAL.error()
    if log_target:
        apart = target - input
        elements = exp(target) * apart
    else:
        products = target * input
        elements = xlogy(target, target) - products
    if reduction == "batchmean":
        total = sum_all(elements)
        return total / shape_of(input)[0] if shape_of(input) else total
    return in_one(elements, reduction)


kl_div: Composite = composite(
    "kl_div", "F.kl_div", body=_kl, warning=warns_of(*_OLD, kl=True),
    samples=[(real(3), _P), (real(3), _P, {"reduction": "sum"}),
             (real(3), real(3), {"log_target": True})],
)  # fmt: skip


# similarity and normalization


def _normalize(input: Value, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Value:
    length = clamp_min(vector_norm(input, p, dim, True), eps)
    return input / expand(length, shape_of(input))


normalize: Composite = composite(
    "normalize", "F.normalize", body=_normalize, samples=[(real(2, 3),), (real(3), 2.0, 0)]
)


def _layer_norm(
    input: Value, weight: Value, bias: Value, normalized_shape: Sequence[int], eps: float
) -> Value:
    dims = tuple(range(input.ndim - len(normalized_shape), input.ndim))
    x = floating("LayerNormKernelImpl", input).astype(np.float64)
    centred = x - x.mean(axis=dims, keepdims=True)
    result = centred / np.sqrt((centred * centred).mean(axis=dims, keepdims=True) + eps)
    result = result if weight is None else result * weight
    result = result if bias is None else result + bias
    return result.astype(input.dtype)


def _standard(input: Value, sizes: Sequence[int], eps: float) -> tuple[Value, Value]:
    """The normalized input, and one over the deviation."""
    dims = list(range(-len(sizes), 0))
    centred = input - mean_dim(input, dims, True)
    inverse = rsqrt(mean_dim(centred * centred, dims, True) + eps)
    return centred * inverse, inverse


def _layer_norm_slope(
    g: Value, input: Value, weight: Value, sizes: Sequence[int], eps: float
) -> Value:
    dims = list(range(-len(sizes), 0))
    standard, inverse = _standard(input, sizes, eps)
    g = g if weight is None else g * weight
    inner = g - mean_dim(g, dims, True) - standard * mean_dim(g * standard, dims, True)
    return inner * inverse


layer_norm_slope: Composite = composite(
    "layer_norm_slope", body=_layer_norm_slope,
    samples=[(real(2, 3), real(2, 3), real(3), (3,), 1e-5)],
)  # fmt: skip
layer_standard: Composite = composite(
    "layer_standard", body=lambda input, sizes, eps: _standard(input, sizes, eps)[0],
    samples=[(real(2, 3), (3,), 1e-5)],
)  # fmt: skip


def _standard_second(
    g: Value, grad_output: Value, input: Value, weight: Value, sizes: Sequence[int], eps: float
) -> Value:
    """The gradient of `layer_norm_slope` in the input."""
    dims = list(range(-len(sizes), 0))
    standard, inverse = _standard(input, sizes, eps)
    arrived = grad_output if weight is None else grad_output * weight
    slope = _layer_norm_slope(arrived, input, None, sizes, eps)
    shares = g * mean_dim(arrived * standard, dims, True)
    shares = shares + arrived * mean_dim(g * standard, dims, True)
    bent = inverse * standard * mean_dim(g * slope, dims, True)
    return -(bent + inverse * _layer_norm_slope(shares, input, None, sizes, eps))


def _layer_norm_back(which: str, forward: Rule, rules: dict[str, Rule]) -> Op:
    """The gradient of one of the operands, all of which the second derivative depends on."""
    vjp: dict[str, Rule | None] = dict.fromkeys(
        ("grad_output", "input", "weight", "bias"), lambda g: undefined(g)
    )
    return op(
        f"layer_norm_backward.{which}", grad_fn="NativeLayerNormBackwardBackward0",
        forward=forward, vjp={**vjp, **rules},
        cost=lambda grad_output, input, *_, **__: (input.size, 10 * input.size),
        samples=[(real(2, 3), real(2, 3), real(3), real(3), (3,), 1e-5)],
    )  # fmt: skip


layer_norm_back: Op = _layer_norm_back(
    "input",
    lambda grad_output, input, weight, bias, sizes, eps: _layer_norm_slope(
        grad_output, input, weight, sizes, eps
    ),
    dict(
        grad_output=lambda g, input, weight, sizes, eps: _weighted(
            layer_norm_slope(g, input, None, sizes, eps), weight
        ),
        input=lambda g, grad_output, input, weight, sizes, eps: layer_norm_second(
            g, grad_output, input, weight, sizes, eps
        ),
        weight=lambda g, grad_output, input, sizes, eps: (
            grad_output * layer_norm_slope(g, input, None, sizes, eps)
        ),
    ),
)
layer_norm_weight_back: Op = _layer_norm_back(
    "weight",
    lambda grad_output, input, weight, bias, sizes, eps: sum_to(
        grad_output * _standard(input, sizes, eps)[0], shape_of(weight)
    ),
    dict(
        grad_output=lambda g, input, sizes, eps: g * layer_standard(input, sizes, eps),
        input=lambda g, grad_output, input, sizes, eps: layer_norm_slope(
            grad_output * g, input, None, sizes, eps
        ),
    ),
)
layer_norm_bias_back: Op = _layer_norm_back(
    "bias",
    lambda grad_output, input, weight, bias, sizes, eps: sum_to(grad_output, shape_of(bias)),
    dict(grad_output=lambda g, grad_output_shape: expand(g, grad_output_shape)),
)
layer_norm_second: Composite = composite(
    "layer_norm_second", body=_standard_second,
    samples=[(real(2, 3), real(2, 3), real(2, 3), real(3), (3,), 1e-5)],
)  # fmt: skip
layer_norm_row: Op = op(
    "layer_norm.row", grad_fn="NativeLayerNormBackward0",
    forward=lambda input, weight, bias, *, sizes, eps: _layer_norm(
        input, weight, bias, sizes, eps
    ),
    vjp=dict(
        input=lambda g, input, weight, bias, sizes, eps: layer_norm_back(
            g, input, weight, bias, sizes, eps
        ),
        weight=lambda g, input, weight, bias, sizes, eps: layer_norm_weight_back(
            g, input, weight, bias, sizes, eps
        ),
        bias=lambda g, input, weight, bias, sizes, eps: layer_norm_bias_back(
            g, input, weight, bias, sizes, eps
        ),
    ),
    cost=lambda input, *rest, **__: _layer_norm_cost(input, *rest),
    samples=[(real(2, 3), real(3), real(3), {"sizes": (3,), "eps": 1e-5})],
)  # fmt: skip


def _layer_norm_cost(input: Value, *parameters: Value) -> Cost:
    """Half precision alone may have parameters of another dtype."""
    if input.dtype.itemsize > 2 and any(
        part is not None and part.dtype != input.dtype for part in parameters
    ):
        raise MIXED_DTYPES.error()
    return input.size, 8 * input.size


def _layer_norm_body(
    input: Value, normalized_shape: Sequence[int], weight: Value = None, bias: Value = None,
    eps: float = 1e-5,
) -> Value:  # fmt: skip
    sizes, shape = tuple(normalized_shape), shape_of(input)
    if not sizes:
        raise NORMALIZED_NOTHING.error()
    if shape[len(shape) - len(sizes) :] != sizes:
        stars = ", ".join(str(n) for n in sizes)
        raise NORMALIZED_SHAPE.error(sizes=list(sizes), stars=stars, shape=list(shape))
    return layer_norm_row(input, weight, bias, sizes=sizes, eps=eps)


layer_norm: Composite = composite(
    "layer_norm", "F.layer_norm torch.layer_norm", body=_layer_norm_body,
    samples=[(real(2, 3), (3,)), (real(2, 3), (3,), real(3), real(3)), (real(2, 3), (2, 3))],
)  # fmt: skip


def _embedding(
    input: Value, weight: Value, padding_idx: int | None = None, max_norm: None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Value:  # fmt: skip
    return embedding_row(weight, input, padding_idx=padding_idx)


def _rows_of(weight: Value, indices: Value) -> Value:
    if indices.dtype not in (np.int32, np.int64):
        raise EMBEDDING_DTYPE.error(type_name=OF_NUMPY[indices.dtype].type_name)
    if ((indices < 0) | (indices >= weight.shape[0])).any():
        raise SELECT_RANGE.error()
    return weight[indices]


def _embedding_back(g: Value, indices: Value, sizes: Shape, padding_idx: int | None) -> Value:
    result: Value = np.zeros(sizes, g.dtype)
    np.add.at(result, indices, g)
    if padding_idx is not None:
        result[padding_idx] = 0
    return result


embedding_row: Op = op(
    "embedding.row", grad_fn="EmbeddingBackward0",
    forward=lambda weight, indices, *, padding_idx=None: _rows_of(weight, indices),
    vjp=dict(
        weight=lambda g, indices, weight_shape, padding_idx: embedding_back(
            g, indices, input_sizes=weight_shape, padding_idx=padding_idx
        ),
        indices=None,
    ),
    cost=lambda weight, indices, **_: (indices.size * weight[:1].size,) * 2,
    samples=[(real(3, 2), integers(0, 2, 0))],
)  # fmt: skip
embedding_back: Op = op(
    "embedding_backward", grad_fn="EmbeddingDenseBackwardBackward0",
    forward=lambda grad_output, indices, *, input_sizes, padding_idx: _embedding_back(
        grad_output, indices, input_sizes, padding_idx
    ),
    vjp=dict(
        grad_output=lambda g, indices, padding_idx: embedding_row(
            g, indices, padding_idx=padding_idx
        ),
        indices=None,
    ),
    cost=lambda grad_output, indices, *, input_sizes, **_: (size_of(input_sizes),) * 2,
    samples=[(real(3, 2), integers(0, 2, 0), {"input_sizes": (4, 2), "padding_idx": None})],
)  # fmt: skip
embedding: Composite = composite(
    "embedding", "F.embedding", body=_embedding,
    samples=[(integers(0, 2, 0), real(3, 2)), (integers([0, 1], [1, 1]), real(3, 2))],
)  # fmt: skip


def _padding(input: Value, pad: Sequence[int]) -> list[tuple[int, int]]:
    """numpy's widths; PyTorch's come in pairs from the last dimension on."""
    pairs = [(pad[k], pad[k + 1]) for k in range(0, len(pad), 2)][::-1]
    return [(0, 0)] * (len(input.shape) - len(pairs)) + pairs


def _pad(input: Value, pad: Sequence[int], value: Number) -> Value:
    widths = _padding(input, pad)
    cut = tuple(
        slice(max(-low, 0), n - max(-high, 0))
        for (low, high), n in zip(widths, input.shape, strict=True)
    )
    grown = [(max(low, 0), max(high, 0)) for low, high in widths]
    return np.pad(input[cut], grown, constant_values=value)


def _pad_cost(input: Value, *, pad: Sequence[int], **_: object) -> Cost:
    widths = _padding(input, pad)
    size = size_of(max(n + low + high, 0)
                   for n, (low, high) in zip(input.shape, widths, strict=True))  # fmt: skip
    return size, size


pad_row: Op = op(
    "pad.constant", grad_fn="ConstantPadNdBackward0",
    forward=lambda input, *, pad, value=0.0: _pad(input, pad, value),
    vjp=dict(input=lambda g, pad: unpad(g, pad)),
    cost=_pad_cost, samples=[(real(3), {"pad": (1, 2)})],
)  # fmt: skip


unpad: Composite = composite(
    "unpad", body=lambda g, pad: pad_row(g, pad=tuple(-n for n in pad)),
    formula=lambda g, pad: pad_row(g), samples=[(real(4), (1, 2))],
)  # fmt: skip
