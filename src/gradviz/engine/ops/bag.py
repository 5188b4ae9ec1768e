"""Sums, means and maxima of bags of embeddings (`torch.nn.functional.embedding_bag`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from gradviz.engine.messages import BAG, BAG_RANGE, BAG_REFUSED, BAG_WEIGHTS, SETTING
from gradviz.engine.op import Composite, Cost, Op, Value, composite, op, shape_of
from gradviz.engine.ops.elementwise import not_implemented
from gradviz.engine.ops.reduce import elements_of
from gradviz.engine.ops.shape import reshape
from gradviz.engine.samples import constant, integers, real

How = tuple[str, bool, int | None]
"""The mode; whether the last offset is the end of the last bag; the index that does not count."""


def _bags(
    indices: Value, offsets: Value, weights: Value, how: How
) -> Iterator[tuple[Value, Value]]:
    """For each bag its indices that count, and what each of them weighs."""
    _, includes_last, padding = how
    ends = [*offsets.tolist(), len(indices)]
    if includes_last:
        ends.pop()
    for start, end in pairwise(ends):
        bag = indices[start:end]
        shares = np.ones(len(bag)) if weights is None else weights[start:end]
        counts = np.ones(len(bag), np.bool_) if padding is None else bag != padding
        yield bag[counts], shares[counts]


def _picked(weight: Value, indices: Value, offsets: Value, shares: Value, how: How) -> Value:
    results = []
    for bag, share in _bags(indices, offsets, shares, how):
        rows = weight[bag]
        if not len(bag):
            results.append(np.zeros(weight.shape[1]))
        elif how[0] == "max":
            results.append(rows.max(0))
        else:
            total = (rows * share[:, None]).sum(0, dtype=np.float64)
            results.append(total / len(bag) if how[0] == "mean" else total)
    return np.reshape(results, (len(results), weight.shape[1])).astype(weight.dtype)


def _spread(
    grad_output: Value, weight: Value, indices: Value, offsets: Value, shares: Value, how: How
) -> Value:
    result: Value = np.zeros(weight.shape, grad_output.dtype)
    for g, (bag, share) in zip(grad_output, _bags(indices, offsets, shares, how), strict=True):
        if not len(bag):
            continue
        if how[0] == "max":
            np.add.at(result, (bag[weight[bag].argmax(0)], np.arange(len(g))), g)
        else:
            each = share / len(bag) if how[0] == "mean" else share
            np.add.at(result, bag, (g * each[:, None]).astype(g.dtype))
    return result


def _share_slopes(
    grad_output: Value, weight: Value, indices: Value, offsets: Value, how: How
) -> Value:
    """What each index counted for: its row along the gradient of its bag; 0 for padding."""
    result: Value = np.zeros(len(indices), grad_output.dtype)
    ends = [*offsets.tolist(), len(indices)]
    if how[1]:
        ends.pop()
    for g, start, end in zip(grad_output, ends, ends[1:], strict=False):
        result[start:end] = weight[indices[start:end]] @ g
    return result if how[2] is None else np.where(indices == how[2], 0, result)


def _cost(weight: Value, indices: Value, offsets: Value, *_: object, **__: object) -> Cost:
    outside = np.flatnonzero((indices < 0) | (indices >= weight.shape[0]))
    if outside.size:
        raise BAG_RANGE.error(at=outside[0], value=indices[outside[0]], size=weight.shape[0])
    if offsets.size and offsets[0] != 0:
        raise SETTING.error(
            text="offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start "
            f"from position 0. However, got {offsets[0]}"
        )
    if offsets.size and offsets[-1] > indices.size:
        raise SETTING.error(
            text="offsets[-1] can not be greater than input's length "
            f"{indices.size} but got offsets[-1] of {offsets[-1]}"
        )
    columns = weight.shape[1]
    return (offsets.size + indices.size) * columns, 4 * (indices.size + offsets.size) * columns


_BAGS = (integers(1, 2, 0, 1), integers(0, 2, 2))
_SUM: How = ("sum", False, None)
bag_back: Op = op(
    "embedding_bag_backward", grad_fn="EmbeddingBagBackwardBackward0",
    forward=lambda grad_output, per_sample_weights, weight, indices, offsets, how: _spread(
        grad_output, weight, indices, offsets, per_sample_weights, how
    ),
    vjp=dict(
        grad_output=lambda g: not_implemented(g, "_embedding_bag_backward"),
        per_sample_weights=lambda g: not_implemented(g, "_embedding_bag_backward"),
        weight=None, indices=None, offsets=None,
    ),
    cost=lambda grad_output, per_sample_weights, weight, indices, offsets, how: (
        weight.size, weight.size + 4 * (indices.size + 1) * weight.shape[1]
    ),
    kinks=[(real(3, 2), None, real(3, 2), *_BAGS, _SUM)],
)  # fmt: skip
shares_back: Op = op(
    "embedding_bag_per_sample_weights_backward", grad_fn="NotImplemented",
    forward=lambda grad_output, weight, indices, offsets, how: _share_slopes(
        grad_output, weight, indices, offsets, how
    ),
    vjp=dict(
        grad_output=lambda g: not_implemented(g, "_embedding_bag_per_sample_weights_backward"),
        weight=lambda g: not_implemented(g, "_embedding_bag_per_sample_weights_backward"),
        indices=None, offsets=None,
    ),
    cost=lambda grad_output, weight, indices, *_, **__: (
        indices.size * weight.shape[1], 4 * indices.size * weight.shape[1]
    ),
    kinks=[(real(3, 2), real(3, 2), *_BAGS, _SUM)],
)  # fmt: skip
bag_row: Op = op(
    "embedding_bag.row", grad_fn="EmbeddingBagBackward0",
    forward=lambda weight, indices, offsets, per_sample_weights=None, *, how: _picked(
        weight, indices, offsets, per_sample_weights, how
    ),
    vjp=dict(
        weight=lambda g, weight, indices, offsets, per_sample_weights, how: bag_back(
            g, per_sample_weights, weight, indices, offsets, how
        ),
        indices=None, offsets=None,
        per_sample_weights=lambda g, weight, indices, offsets, how: shares_back(
            g, weight, indices, offsets, how
        ),
    ),
    cost=_cost, kinks=[(real(3, 2), *_BAGS, None, {"how": _SUM})],
)  # fmt: skip


def _embedding_bag(  # as PyTorch has it
    input: Value, weight: Value, offsets: Value = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean",
    sparse: bool = False, per_sample_weights: Value = None, include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Value:  # fmt: skip
    if max_norm is not None or scale_grad_by_freq or sparse:
        raise BAG_REFUSED.error()
    sizes = shape_of(input)
    if per_sample_weights is not None and shape_of(per_sample_weights) != sizes:
        raise BAG.error(
            text="embedding_bag: If per_sample_weights "
            f"(torch.Size({list(shape_of(per_sample_weights))})) is not None, then it must have "
            f"the same shape as the input (torch.Size({list(sizes)}))"
        )
    if len(sizes) == 2:
        if offsets is not None:
            raise BAG.error(
                text="if input is 2D, then offsets has to be None, as input is treated is a "
                "mini-batch of fixed length sequences. However, found offsets of type "
                "<class 'torch.Tensor'>"
            )
        offsets = np.arange(sizes[0]) * sizes[1]
        input = reshape(input, (-1,))
        if per_sample_weights is not None:
            per_sample_weights = reshape(per_sample_weights, (-1,))
    elif len(sizes) != 1:
        raise BAG.error(
            text=f"input has to be 1D or 2D Tensor, but got Tensor of dimension {len(sizes)}"
        )
    elif offsets is None:
        raise BAG.error(text="offsets has to be a 1D Tensor but got None")
    elif len(shape_of(offsets)) != 1:
        raise BAG.error(text="offsets has to be a 1D Tensor")
    if mode not in ("sum", "mean", "max"):
        raise BAG.error(text="mode has to be one of sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise BAG_WEIGHTS.error(mode=mode)
    if padding_idx is not None and padding_idx < 0:
        padding_idx += shape_of(weight)[0]
    how = (mode, include_last_offset, padding_idx)
    return bag_row(weight, input, elements_of(offsets), per_sample_weights, how=how)


embedding_bag: Composite = composite(
    "embedding_bag", "F.embedding_bag", body=_embedding_bag,
    kinks=[
        (integers(1, 2, 4, 1), real(5, 3), integers(0, 2, 2), {"mode": "sum"}),
        (integers(1, 2, 4, 1), real(5, 3), integers(0, 2, 2)),
        (integers(1, 2, 4, 1), real(5, 3), integers(0, 1), {"mode": "max"}),
        (integers([1, 2], [4, 1]), real(5, 3), {"padding_idx": 1}),
        (integers(1, 2, 4), real(5, 3), integers(0, 2, 3), {"include_last_offset": True}),
        (integers([1, 2], [4, 1]), real(5, 3), {"mode": "sum", "per_sample_weights": real(2, 2)}),
        (integers(1, 2), real(5, 3), integers(0),
         {"mode": "sum", "per_sample_weights": constant(0.5, 2.0)}),
    ],
)  # fmt: skip
