"""Losses of distances, margins and distributions, recorded as PyTorch's own steps."""

from __future__ import annotations

import math

import numpy as np

from gradviz.engine import exact
from gradviz.engine.messages import (
    COSINE_DIMS,
    LABELS_RANGE,
    LABELS_SIZE,
    MARGIN_DIMS,
    REDUCTION_PLAIN,
    TRIPLET_DIMS,
    TRIPLET_MARGIN,
    VAR_NEGATIVE,
    VAR_SIZE,
)
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, query, shape_of
from gradviz.engine.ops.compare import clamp_min, eq, masked_fill_number, minimum, ne, where, zeros
from gradviz.engine.ops.contract import floored, pairwise_distance
from gradviz.engine.ops.elementwise import (
    add_number,
    exp,
    log,
    mul_number,
    neg,
    not_implemented,
    pow_,
    sigmoid,
    sqrt,
    sub_number,
    sub_row,
)
from gradviz.engine.ops.loss import (
    REDUCTIONS,
    Flag,
    in_one,
    legacy,
    per_element,
    reduced,
    warns_of,
)
from gradviz.engine.ops.nn import logsigmoid
from gradviz.engine.ops.reduce import sum_all, sum_dim
from gradviz.engine.ops.shape import unsqueeze
from gradviz.engine.samples import constant, given, integers, positive, real
from gradviz.engine.shapes import Shape

_SIGNS = constant(1.0, -1.0, 1.0)
_OLD = ("size_average", "reduce", "reduction")
_CLOSE = 1e-12


def _margin_ranking(
    input1: Value, input2: Value, target: Value, margin: float = 0, size_average: Flag = None,
    reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    shapes = [shape_of(part) for part in (input1, input2, target)]
    if len({len(shape) for shape in shapes}) > 1:
        raise MARGIN_DIMS.error(a=list(shapes[0]), b=list(shapes[1]), target=list(shapes[2]))
    losses = clamp_min(add_number(neg(target) * (input1 - input2), margin), 0)
    return in_one(losses, legacy(size_average, reduce, reduction))


margin_ranking_loss: Composite = composite(
    "margin_ranking_loss", "F.margin_ranking_loss",
    body=_margin_ranking, warning=warns_of("more", "margin", *_OLD),
    samples=[(real(3), real(3), _SIGNS), (real(3), real(3), _SIGNS, 0.5),
             (real(3), real(3), _SIGNS, {"reduction": "none"})],
)  # fmt: skip


def _hinge_embedding(
    input: Value, target: Value, margin: float = 1.0, size_average: Flag = None,
    reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    below = clamp_min(sub_row(margin, input), 0)
    losses = where(ne(target, 1), below, 0.0) + where(ne(target, -1), input, 0.0)
    return in_one(losses, legacy(size_average, reduce, reduction))


hinge_embedding_loss: Composite = composite(
    "hinge_embedding_loss", "F.hinge_embedding_loss",
    body=_hinge_embedding, warning=warns_of("margin", *_OLD),
    samples=[(real(3), _SIGNS), (real(3), integers(1, -1, 1), 0.5),
             (real(3), _SIGNS, {"reduction": "sum"})],
)  # fmt: skip


def _cosine_embedding(
    input1: Value, input2: Value, target: Value, margin: float = 0, size_average: Flag = None,
    reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    a, b, t = (shape_of(part) for part in (input1, input2, target))
    if len(t) == 1 and (len(a), len(b)) != (2, 2):
        raise COSINE_DIMS.error(target=1, input=2, a=list(a), b=list(b))
    if not t and (len(a), len(b)) != (1, 1):
        raise COSINE_DIMS.error(target=0, input=1, a=list(a), b=list(b))
    dim = len(t)
    products = sum_dim(input1 * input2, dim)
    squares = [add_number(sum_dim(x * x, dim), _CLOSE) for x in (input1, input2)]
    cosine = products / sqrt(squares[0] * squares[1])
    near = sub_row(1, cosine)
    apart = clamp_min(sub_number(cosine, margin), 0)
    losses = where(eq(target, 1), near, 0.0) + where(eq(target, -1), apart, 0.0)
    return in_one(losses, legacy(size_average, reduce, reduction))


cosine_embedding_loss: Composite = composite(
    "cosine_embedding_loss", "F.cosine_embedding_loss",
    body=_cosine_embedding, warning=warns_of("more", "margin", *_OLD),
    samples=[(real(3, 2), real(3, 2), integers(1, -1, 1)),
             (real(3, 2), real(3, 2), integers(1, -1, -1), 0.1, {"reduction": "sum"})],
)  # fmt: skip


def _triplet_margin(
    anchor: Value, positive: Value, negative: Value, margin: float = 1.0, p: float = 2,
    eps: float = 1e-6, swap: bool = False, size_average: Flag = None, reduce: Flag = None,
    reduction: str = "mean",
) -> Value:  # fmt: skip
    if margin <= 0:
        raise TRIPLET_MARGIN.error(margin=margin)
    ndims = [len(shape_of(part)) for part in (anchor, positive, negative)]
    if len(set(ndims)) > 1:
        raise TRIPLET_DIMS.error(a=ndims[0], b=ndims[1], c=ndims[2])
    near = pairwise_distance(anchor, positive, p, eps)
    far = pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = minimum(far, pairwise_distance(positive, negative, p, eps))
    losses = clamp_min(add_number(near, margin) - far, 0)
    return in_one(losses, legacy(size_average, reduce, reduction))


triplet_margin_loss: Composite = composite(
    "triplet_margin_loss", "F.triplet_margin_loss",
    body=_triplet_margin,
    warning=warns_of("negative", "margin", "p", "eps", "swap", *_OLD),
    samples=[(real(3, 2), real(3, 2), real(3, 2)), (real(2), real(2), real(2)),
             (real(3, 2), real(3, 2), real(3, 2), 2.0, {"swap": True}),
             (real(3, 2), real(3, 2), real(3, 2), {"reduction": "none", "p": 1})],
)  # fmt: skip


def _poisson(
    input: Value, target: Value, log_input: bool = True, full: bool = False,
    size_average: Flag = None, eps: float = 1e-8, reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    products = target * (input if log_input else log(add_number(input, eps)))
    losses = (exp(input) if log_input else input) - products
    if full:
        half = mul_number(log(mul_number(target, 2 * math.pi)), 0.5)
        stirling = target * log(target) - target + half
        losses = losses + masked_fill_number(stirling, target <= 1, 0)
    return in_one(losses, legacy(size_average, reduce, reduction))


poisson_nll_loss: Composite = composite(
    "poisson_nll_loss", "F.poisson_nll_loss", body=_poisson,
    warning=warns_of("log_input", "full", "size_average", "eps", "reduce", "reduction"),
    samples=[(real(3), positive(3)), (positive(3), positive(3), False, True),
             (real(3), positive(3), {"reduction": "sum"})],
)  # fmt: skip

_any_negative = query(
    "any_negative", "", forward=lambda input: bool(np.any(input < 0)),
    cost=lambda input: (0, input.size), samples=[(real(3),)],
)  # fmt: skip


def _gaussian(
    input: Value, target: Value, var: Value, full: bool = False, eps: float = 1e-6,
    reduction: str = "mean",
) -> Value:  # fmt: skip
    if _any_negative(var):
        raise VAR_NEGATIVE.error()
    shape, sizes = shape_of(input), shape_of(var)
    if sizes != shape:
        if sizes == shape[:-1]:
            var = unsqueeze(var, -1)
        elif not (len(sizes) == len(shape) and _differs_once(shape, sizes)):
            raise VAR_SIZE.error()
    if reduction not in REDUCTIONS:
        raise REDUCTION_PLAIN.error(reduction=reduction)
    spread = floored(var, eps)
    losses = 0.5 * (log(spread) + pow_(input - target, 2) / spread)
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return in_one(losses, reduction)


def _differs_once(shape: Shape, sizes: Shape) -> bool:
    return sum(m for n, m in zip(shape, sizes, strict=True) if n != m) == 1


gaussian_nll_loss: Composite = composite(
    "gaussian_nll_loss", "F.gaussian_nll_loss", body=_gaussian,
    samples=[(real(3), real(3), positive(3)), (real(3), real(3), positive(3), True),
             (real(2, 3), real(2, 3), positive(2), {"reduction": "sum"})],
)  # fmt: skip


# with rules of their own


def _soft_margin_slope(grad_output: Value, input: Value, target: Value, reduction: str) -> Value:
    each = per_element(grad_output, reduction, shape_of(input))
    return -each * target * sigmoid(-target * input)


def _soft_margin_second(g: Value, input: Value, target: Value, reduction: str) -> Value:
    z = exp(input * -target)
    more = z + 1
    return per_element(g * (target * target) * z / (more * more), reduction, shape_of(input))


def _soft_margin_summed(
    g: Value, grad_output: Value, input: Value, target: Value, reduction: str
) -> Value:
    if reduction == "none":
        return soft_margin_back(g, input, target, reduction)
    return sum_all(soft_margin_back(zeros(grad_output) + 1, input, target, reduction) * g)


soft_margin_back: Op = op(
    "soft_margin_loss_backward", elementwise=True, in_place=False,
    grad_fn="SoftMarginLossBackwardBackward0",
    forward=_soft_margin_slope, formula=_soft_margin_slope,
    vjp=dict(
        grad_output=lambda g, grad_output, input, target, reduction: _soft_margin_summed(
            g, grad_output, input, target, reduction
        ),
        input=lambda g, grad_output, input, target, reduction: _soft_margin_second(
            g * grad_output, input, target, reduction
        ),
        target=None,
    ),
    samples=[(real(), real(3), _SIGNS, "mean"), (real(3), real(3), _SIGNS, "none")],
)  # fmt: skip
soft_margin_row: Op = op(
    "soft_margin_loss.row", promotes="common", grad_fn="SoftMarginLossBackward0",
    forward=lambda input, target, *, reduction="mean": reduced(
        exact.log1p(exact.exp(-target * input)), reduction
    ),
    vjp=dict(
        input=lambda g, input, target, reduction: soft_margin_back(g, input, target, reduction),
        target=None,
    ),
    cost=lambda input, target, *, reduction="mean": (input.size, 4 * input.size),
    samples=[(real(3), _SIGNS)],
)  # fmt: skip


def _soft_margin(
    input: Value, target: Value, size_average: Flag = None, reduce: Flag = None,
    reduction: str = "mean",
) -> Value:  # fmt: skip
    return soft_margin_row(input, target, reduction=legacy(size_average, reduce, reduction))


soft_margin_loss: Composite = composite(
    "soft_margin_loss", "F.soft_margin_loss", body=_soft_margin, warning=warns_of(*_OLD),
    samples=[(real(3), _SIGNS), (real(3), _SIGNS, {"reduction": "sum"})],
)  # fmt: skip


def _multi_label_soft(
    input: Value, target: Value, weight: Value = None, size_average: Flag = None,
    reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    losses = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        losses = losses * weight
    dim = len(shape_of(input)) - 1
    each = sum_dim(losses, dim) / shape_of(input)[dim]
    return in_one(each, legacy(size_average, reduce, reduction))


multilabel_soft_margin_loss: Composite = composite(
    "multilabel_soft_margin_loss", "F.multilabel_soft_margin_loss", body=_multi_label_soft,
    warning=warns_of("weight", *_OLD),
    samples=[(real(2, 3), given([1.0, 0.0, 1.0], [0.0, 0.0, 1.0]))],
)  # fmt: skip


def _hinges(input: Value, target: Value, weight: Value, p: int, margin: float) -> Value:
    """How far each class is within the margin of the right one; 0 for that itself."""
    rows, labels = np.atleast_2d(input), np.atleast_1d(target)
    right = np.take_along_axis(rows, labels[:, None], 1)
    within = np.maximum(margin - right + rows, 0) ** p
    np.put_along_axis(within, labels[:, None], 0, 1)
    if weight is not None:
        within = within * weight[labels][:, None]
    return within / rows.shape[1]


def _multi_margin_row_back(
    g: Value, input: Value, target: Value, weight: Value, p: int, margin: float, reduction: str
) -> Value:
    rows, labels = np.atleast_2d(input), np.atleast_1d(target)
    right = np.take_along_axis(rows, labels[:, None], 1)
    within = np.maximum(margin - right + rows, 0)
    slopes = (within > 0) * (1.0 if p == 1 else 2 * within) / rows.shape[1]
    if weight is not None:
        slopes = slopes * weight[labels][:, None]
    np.put_along_axis(slopes, labels[:, None], 0, 1)
    np.put_along_axis(slopes, labels[:, None], -slopes.sum(1, keepdims=True), 1)
    each = np.reshape(g, (-1, 1)) / (len(rows) if reduction == "mean" else 1)
    return (slopes * each).reshape(input.shape).astype(input.dtype)


multi_margin_back: Op = op(
    "multi_margin_loss_backward", grad_fn="NotImplemented",
    forward=lambda grad_output, input, target, weight, *, p, margin, reduction: (
        _multi_margin_row_back(grad_output, input, target, weight, p, margin, reduction)
    ),
    vjp=dict(
        grad_output=lambda g: not_implemented(g, "multi_margin_loss_backward"),
        input=lambda g: not_implemented(g, "multi_margin_loss_backward"),
        target=None,
        weight=None,
    ),
    cost=lambda grad_output, input, *_, **__: (input.size, 8 * input.size),
    kinks=[(real(), real(2, 3), integers(0, 2), None,
              {"p": 1, "margin": 1.0, "reduction": "mean"})],
)  # fmt: skip
multi_margin_row: Op = op(
    "multi_margin_loss.row", grad_fn="MultiMarginLossBackward0",
    forward=lambda input, target, weight=None, *, p=1, margin=1.0, reduction="mean": _multi_margin(
        input, target, weight, p, margin, reduction
    ),
    vjp=dict(
        input=lambda g, input, target, weight, p, margin, reduction: multi_margin_back(
            g, input, target, weight, p=p, margin=margin, reduction=reduction
        ),
        target=None,
        weight=None,
    ),
    cost=lambda input, *_, **__: (input.size, 8 * input.size),
    kinks=[(real(2, 3), integers(0, 2))],
)  # fmt: skip


def _multi_margin(
    input: Value, target: Value, weight: Value, p: int, margin: float, reduction: str
) -> Value:
    sums = _hinges(input, target, weight, p, margin).sum(1).astype(input.dtype)
    return reduced(sums if input.ndim > 1 else sums[0], reduction)


def _multi_margin_body(
    input: Value, target: Value, p: int = 1, margin: float = 1.0, weight: Value = None,
    size_average: Flag = None, reduce: Flag = None, reduction: str = "mean",
) -> Value:  # fmt: skip
    reduction = legacy(size_average, reduce, reduction)
    return multi_margin_row(input, target, weight, p=p, margin=margin, reduction=reduction)


multi_margin_loss: Composite = composite(
    "multi_margin_loss", "F.multi_margin_loss", body=_multi_margin_body,
    warning=warns_of("p", "margin", "weight", *_OLD),
    kinks=[(real(2, 3), integers(0, 2)), (real(2, 3), integers(0, 2), 2),
           (real(2, 3), integers(1, 1), {"reduction": "sum"})],
)  # fmt: skip


def _labels(target: Value) -> list[list[int]]:
    """The classes of each row: what stands before the first -1."""
    found = []
    for row in np.atleast_2d(target).tolist():
        found.append(row[: row.index(-1)] if -1 in row else row)
    return found


def _label_hinges(input: Value, target: Value) -> tuple[Value, Value]:
    """Each row's loss, and its slopes: every class that is wrong against every right one."""
    rows = np.atleast_2d(input).astype(np.float64)
    losses, slopes = np.zeros(len(rows)), np.zeros(rows.shape)
    count = max(rows.shape[1], 1)
    for n, (row, labels) in enumerate(zip(rows, _labels(target), strict=True)):
        wrong = np.ones(len(row), np.bool_)
        wrong[labels] = False
        for label in labels:
            within = np.where(wrong, 1 - row[label] + row, 0)
            met = within > 0
            losses[n] += within[met].sum() / count
            slopes[n] += met / count
            slopes[n, label] -= met.sum() / count
    return losses, slopes


def _label_cost(input: Value, target: Value, *_: object, **__: object) -> Cost:
    count = input.shape[-1] if input.ndim else 1
    if input.ndim > 2 or target.shape != input.shape:
        raise LABELS_SIZE.error(target=list(target.shape), input=list(input.shape))
    if target.dtype.kind != "i" or np.any((target < -1) | (target >= count)):
        raise LABELS_RANGE.error()
    return input.size, 4 * input.size * max(count, 1)


def _label_losses(input: Value, target: Value, reduction: str) -> Value:
    losses = _label_hinges(input, target)[0].astype(input.dtype)
    return reduced(losses if input.ndim > 1 else losses[0], reduction)


def _label_back(g: Value, input: Value, target: Value, reduction: str) -> Value:
    slopes = _label_hinges(input, target)[1]
    each = np.reshape(g, (-1, 1)) / (len(slopes) if reduction == "mean" else 1)
    return (slopes * each).reshape(input.shape).astype(input.dtype)


multilabel_margin_back: Op = op(
    "multilabel_margin_loss_backward", grad_fn="NotImplemented",
    forward=lambda grad_output, input, target, *, reduction: (
        _label_back(grad_output, input, target, reduction)
    ),
    vjp=dict(
        grad_output=lambda g: not_implemented(g, "multilabel_margin_loss_backward"),
        input=lambda g: not_implemented(g, "multilabel_margin_loss_backward"),
        target=None,
    ),
    cost=lambda grad_output, input, target, **_: _label_cost(input, target),
    kinks=[(real(), real(2, 3), integers([0, -1, 1], [2, 1, -1]), {"reduction": "mean"})],
)  # fmt: skip
multilabel_margin_row: Op = op(
    "multilabel_margin_loss.row", grad_fn="MultilabelMarginLossBackward0",
    forward=lambda input, target, *, reduction="mean": _label_losses(input, target, reduction),
    vjp=dict(
        input=lambda g, input, target, reduction: multilabel_margin_back(
            g, input, target, reduction=reduction
        ),
        target=None,
    ),
    cost=_label_cost, kinks=[(real(2, 3), integers([0, -1, 1], [2, 1, -1]))],
)  # fmt: skip


def _multilabel_margin(
    input: Value, target: Value, size_average: Flag = None, reduce: Flag = None,
    reduction: str = "mean",
) -> Value:  # fmt: skip
    return multilabel_margin_row(input, target, reduction=legacy(size_average, reduce, reduction))


multilabel_margin_loss: Composite = composite(
    "multilabel_margin_loss", "F.multilabel_margin_loss", body=_multilabel_margin,
    warning=warns_of(*_OLD),
    kinks=[(real(2, 3), integers([0, -1, 1], [2, 1, -1])),
           (real(3), integers(2, 0, -1), {"reduction": "sum"})],
)  # fmt: skip
