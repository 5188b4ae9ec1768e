"""Ops on the order and the frequency of values: running extrema, quantiles, unique values."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradviz.engine.dtypes import DType, Number, bool_
from gradviz.engine.messages import (
    BINCOUNT_INPUT,
    DIFF_DIMS,
    KTH_RANGE,
    NANMEAN_DTYPE,
    QUANTILE_DTYPE,
    QUANTILE_RANGE,
    QUANTILE_WORD,
    SETTING,
)
from gradviz.engine.op import (
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
from gradviz.engine.ops import shape as shapes_ops
from gradviz.engine.ops.compare import (
    dtype_of,
    eq,
    isnan,
    logical_not,
    logical_xor,
    masked_fill_number,
    no_kernel,
    where,
)
from gradviz.engine.ops.elementwise import abs_, exp, lerp_tensor, log
from gradviz.engine.samples import constant, given, integers, real
from gradviz.engine.shapes import size_of, wrap_dim

Dim = int | Sequence[int] | None
TIES = (given(1.0, 3.0, 3.0, 2.0), 0)


def sort_cost(input: Value, *_: object, **__: object) -> Cost:
    """Of what sorts."""
    return 2 * input.size, input.size * max(1, input.size.bit_length())


# running extrema


def _running(name: str, better: np.ufunc) -> Op:
    def forward(input: Value, dim: int) -> tuple[Value, Value]:
        at = wrap_dim(dim, input.ndim)
        if not input.ndim:
            return input, np.int64(0)
        values = better.accumulate(input, at)
        places = np.arange(input.shape[at]).reshape((-1,) + (1,) * (input.ndim - 1 - at))
        hits = np.where((input == values) | (np.isnan(input) if input.dtype.kind == "f" else False),
                        places, 0)  # fmt: skip
        return values, np.maximum.accumulate(hits, at)

    return op(
        name, f"torch.{name} .{name}", outputs="values indices",
        grad_fn=f"{name.capitalize()}Backward0", written={"input": 2},
        forward=lambda input, dim: forward(input, dim),
        vjp=dict(
            input=lambda g, indices, input_shape, dim: index.gather_back(
                g[0], indices, input_sizes=input_shape, dim=dim
            )
        ),
        cost=lambda input, dim: (2 * input.size, 4 * input.size),
        samples=[(real(4), 0), (real(2, 3), -1)], kinks=[TIES],
    )  # fmt: skip


cummax: Op = _running("cummax", np.maximum)
cummin: Op = _running("cummin", np.minimum)


def _log_cumsum_exp(input: Value, dim: int) -> Value:
    at = wrap_dim(dim, input.ndim)
    if not input.ndim:
        return input
    return np.logaddexp.accumulate(input.astype(np.float64), at).astype(input.dtype)


def _log_cumsum_exp_slope(g: Value, input: Value, out: Value, dim: int) -> Value:
    """Each input counts for all sums from its place on; in logarithms, lest it overflow."""
    if not shape_of(input):
        return g
    least = float(np.finfo(reduce.elements_of(g).dtype).min)
    with np.errstate(divide="ignore"):  # the logarithm of 0 is not taken
        sizes = log(abs_(g))
    parts = []
    for chosen in (g > 0, g < 0):
        share = shapes_ops.flip(where(chosen, sizes, least) - out, dim)
        parts.append(exp(shapes_ops.flip(logcumsumexp(share, dim), dim) + input))
    return parts[0] - parts[1]


logcumsumexp_slope: Composite = composite(
    "logcumsumexp_slope", body=_log_cumsum_exp_slope, kinks=[(real(3), real(3), real(3), 0)],
)  # fmt: skip
logcumsumexp: Op = op(
    "logcumsumexp", "torch.logcumsumexp .logcumsumexp", grad_fn="LogcumsumexpBackward0",
    forward=lambda input, dim: _log_cumsum_exp(input, dim),
    vjp=dict(input=lambda g, input, out, dim: logcumsumexp_slope(g, input, out, dim)),
    samples=[(real(3), 0), (real(2, 3), -1)],
)  # fmt: skip


# one of each


def _picked(name: str, places: Value, input: Value, dim: int, keepdim: bool
            ) -> tuple[Value, Value]:  # fmt: skip
    values = np.take_along_axis(input, places, dim)
    if keepdim:
        return values, places
    return values.squeeze(dim), places.squeeze(dim)


def _kth(input: Value, k: int, dim: int, keepdim: bool) -> tuple[Value, Value]:
    at = wrap_dim(dim, input.ndim)
    size = input.shape[at] if input.ndim else 1
    if not 1 <= k <= size:
        raise KTH_RANGE.error(dim=dim if input.ndim else 0)
    if not input.ndim:
        return input, np.int64(0)
    order = np.argsort(input, at, kind="stable")
    return _picked("kthvalue", np.take(order, [k - 1], at), input, at, keepdim)


kthvalue: Op = op(
    "kthvalue", "torch.kthvalue .kthvalue", outputs="values indices", grad_fn="KthvalueBackward0",
    written={"input": 2},
    forward=lambda input, k, dim=-1, keepdim=False: _kth(input, k, dim, keepdim),
    vjp=dict(
        input=lambda g, indices, input_shape, dim, keepdim: index.put_back(
            g[0], indices, input_shape, dim, keepdim
        )
    ),
    cost=sort_cost, samples=[(real(4), 2), (real(2, 3), 1, 0, True)],
)  # fmt: skip


def _mode(input: Value, dim: int, keepdim: bool) -> tuple[Value, Value]:
    """The most frequent value, the least among equals; its last place."""
    at = wrap_dim(dim, input.ndim)
    if not input.ndim:
        return input, np.int64(0)
    lines = np.moveaxis(input, at, -1)
    places = np.empty(lines.shape[:-1], np.int64)
    for line in np.ndindex(*places.shape):
        values, counts = np.unique(lines[line], return_counts=True)
        places[line] = np.flatnonzero(lines[line] == values[counts.argmax()])[-1]
    return _picked("mode", np.expand_dims(places, at), input, at, keepdim)


mode: Op = op(
    "mode", "torch.mode .mode", outputs="values indices", grad_fn="ModeBackward0",
    written={"input": 2},
    forward=lambda input, dim=-1, keepdim=False: _mode(input, dim, keepdim),
    vjp=dict(
        input=lambda g, indices, input_shape, dim, keepdim: index.put_back(
            g[0], indices, input_shape, dim, keepdim
        )
    ),
    cost=lambda input, *_, **__: (2 * input.size, 40 * input.size),
    samples=[(real(2, 3), 1)],
    kinks=[(given(1.0, 2.0, 2.0, 1.0, 3.0),), (integers([1, 2, 2], [0, 0, 1]), 1)],
)  # fmt: skip


def _aminmax(input: Value, dim: int | None, keepdim: bool) -> tuple[Value, Value]:
    axis = None if dim is None else wrap_dim(dim, input.ndim)
    return input.min(axis, keepdims=keepdim), input.max(axis, keepdims=keepdim)


def _aminmax_slope(
    g: Sequence[Value | None], input: Value, min: Value, max: Value, dim: int | None,
    keepdim: bool,
) -> Value:  # fmt: skip
    shape = shape_of(input)
    parts = [
        reduce.share_along(each, input, out, shape, dim, keepdim)
        for each, out in zip(g, (min, max), strict=True) if each is not None
    ]  # fmt: skip
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


aminmax_slope: Composite = composite(
    "aminmax_slope", body=_aminmax_slope, formula=lambda g, *_: g[0],
    kinks=[([real(1), real(1)], given(1.0, 2.0, 3.0), given(1.0), given(3.0), 0, True)],
)  # fmt: skip
aminmax: Op = op(
    "aminmax", "torch.aminmax .aminmax", outputs="min max", grad_fn="AminmaxBackward0",
    forward=lambda input, *, dim=None, keepdim=False: _aminmax(input, dim, keepdim),
    vjp=dict(
        input=lambda g, input, min, max, dim, keepdim: aminmax_slope(
            g, input, min, max, dim, keepdim
        )
    ),
    cost=lambda input, **_: (2 * input.size, 2 * input.size),
    samples=[(real(3),), (real(2, 3), {"dim": 1})], kinks=[(given(1.0, 2.0, 2.0, 1.0),)],
)  # fmt: skip
msort: Composite = composite(
    "msort", "torch.msort .msort", body=lambda input: reduce.sort(input, 0)[0],
    samples=[(real(3),), (real(3, 2),)],
)  # fmt: skip


# quantiles


_INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


def _ranks(
    ordered: Value, q: Value, interpolation: str, ignore_nan: bool
) -> tuple[Value, Value, Value]:
    """For each line and each of `q`: two places in order, and how far from the first to go."""
    wanted = np.ravel(np.asarray(q, np.float64))
    outside = wanted[~((wanted >= 0) & (wanted <= 1))]
    if outside.size:
        raise QUANTILE_RANGE.error(q=f"{outside[0]:g}")
    missing = np.isnan(ordered).sum(-1, keepdims=True)
    last = ordered.shape[-1] - 1
    if ignore_nan:
        ranks = wanted * np.maximum(last - missing, 0)
    else:
        ranks = np.where(missing > 0, last, wanted * last)
    if interpolation == "nearest":
        ranks = np.round(ranks)
    elif interpolation == "lower":
        ranks = np.floor(ranks)
    elif interpolation == "higher":
        ranks = np.ceil(ranks)
    low, high = np.floor(ranks), np.ceil(ranks)
    share = np.full(ranks.shape, 0.5) if interpolation == "midpoint" else ranks - low
    return low.astype(np.int64), high.astype(np.int64), share.astype(ordered.dtype)


ranks: Op = op(
    "quantile.ranks", outputs="low high weight",
    forward=lambda input, q, *, interpolation="linear", ignore_nan=False: _ranks(
        input, q, interpolation, ignore_nan
    ),
    vjp=dict(input=None, q=None),
    cost=lambda input, q, **_: (3 * input.size // max(input.shape[-1], 1) * np.size(q) + 1,
                                2 * input.size),
    samples=[(real(3), 0.5)],
)  # fmt: skip


def _quantile(
    input: Value, q: Value, dim: int | None, keepdim: bool, interpolation: str, ignore_nan: bool
) -> Value:
    dtype = dtype_of(input)
    if dtype is None or dtype.name not in ("float32", "float64"):
        raise QUANTILE_DTYPE.error()
    if interpolation not in _INTERPOLATIONS:
        raise QUANTILE_WORD.error(word=interpolation)
    ndim = len(shape_of(input))
    if dim is None:
        lines = shapes_ops.flatten(input)
    elif wrap_dim(dim, ndim) == ndim - 1:
        lines = input
    else:
        lines = shapes_ops.transpose(shapes_ops.unsqueeze(input, -1), wrap_dim(dim, ndim), -1)
    ordered = reduce.sort(lines)[0]
    size = shape_of(ordered)[-1]
    lead = [n for d, n in enumerate(shape_of(input)) if d != wrap_dim(dim, ndim)] if (
        dim is not None and ndim
    ) else []  # fmt: skip
    if keepdim and ndim:
        lead = [1] * ndim if dim is None else [*lead]
        if dim is not None:
            lead.insert(wrap_dim(dim, ndim), 1)
    ordered = shapes_ops.view(ordered, (*lead, size))
    low, high, weight = ranks(ordered, q, interpolation=interpolation, ignore_nan=ignore_nan)
    result = index.gather_row(ordered, low, -1)
    if interpolation == "linear" and getattr(q, "requires_grad", False):
        weight = shapes_ops.flatten(q) * (size - 1) - low
    if interpolation in ("linear", "midpoint"):
        result = lerp_tensor(result, index.gather_row(ordered, high, -1), weight)
    if len(shape_of(q)) == 0:
        return shapes_ops.squeezed(result, -1)
    turned = shapes_ops.transpose(shapes_ops.unsqueeze(result, 0), 0, -1)
    return shapes_ops.squeezed(turned, -1)


def _quantile_op(name: str, ignore_nan: bool) -> Composite:
    return composite(
        name, f"torch.{name} .{name}",
        body=lambda input, q, dim=None, keepdim=False, *, interpolation="linear": _quantile(
            input, q, dim, keepdim, interpolation, ignore_nan
        ),
        kinks=[(real(5), 0.3), (real(2, 3), 0.5, 1), (real(2, 3), 0.5, 0, True),
               (real(2, 3), 0.5, None, True), (real(5), 0.3, {"interpolation": "lower"}),
               (real(5), 0.3, {"interpolation": "midpoint"}),
               (given(1.0, float("nan"), 3.0), 0.5)],
    )  # fmt: skip


quantile: Composite = _quantile_op("quantile", False)
nanquantile: Composite = _quantile_op("nanquantile", True)


def _nanmedian(input: Value) -> Value:
    flat = np.sort(np.ravel(input)[~np.isnan(np.ravel(input))])
    return flat[(flat.size - 1) // 2] if flat.size else input.dtype.type(math.nan)


nanmedian_all: Op = op(
    "nanmedian.all", grad_fn="NanmedianBackward0",
    written={"input": 1},
    forward=lambda input: _nanmedian(input),
    vjp=dict(
        input=lambda g, input, out: reduce.share(g, reduce.is_extremum(input, out))
    ),
    cost=sort_cost, samples=[(real(3),)], kinks=[(given(1.0, float("nan"), 3.0),)],
)  # fmt: skip


def _nanmedian_dim(input: Value, dim: int, keepdim: bool) -> tuple[Value, Value]:
    at = wrap_dim(dim, input.ndim)
    if not input.ndim:
        return input, np.int64(0)
    order = np.argsort(input, at, kind="stable")
    there = (~np.isnan(input)).sum(at, keepdims=True)
    middle = np.maximum(there - 1, 0) // 2
    return _picked("nanmedian", np.take_along_axis(order, middle, at), input, at, keepdim)


nanmedian_dim: Op = op(
    "nanmedian.dim", outputs="values indices", grad_fn="NanmedianBackward1",
    written={"input": 2},
    forward=lambda input, dim, keepdim=False: _nanmedian_dim(input, dim, keepdim),
    vjp=dict(
        input=lambda g, indices, input_shape, dim, keepdim: index.put_back(
            g[0], indices, input_shape, dim, keepdim
        )
    ),
    cost=sort_cost, samples=[(real(2, 3), 0), (real(2, 3), -1, True)],
)  # fmt: skip
nanmedian: Overload = overload(
    "nanmedian", "torch.nanmedian .nanmedian",
    lambda input, dim=None, keepdim=False: nanmedian_all if dim is None else nanmedian_dim,
)  # fmt: skip


def _nanmean(
    input: Value, dim: Dim = None, keepdim: bool = False, *, dtype: DType | None = None
) -> Value:
    kind = dtype_of(input)
    assert kind is not None
    if not kind.is_floating_point:
        raise NANMEAN_DTYPE.error(dtype=kind.scalar_name)
    counts = reduce.sum_(logical_not(isnan(input)), dim, keepdim)
    return reduce.nansum(input, dim, keepdim, dtype=dtype) / counts


nanmean: Composite = composite(
    "nanmean", "torch.nanmean .nanmean", body=_nanmean, samples=[(real(3),), (real(2, 3), 1)],
    kinks=[(given(1.0, float("nan"), 3.0),)],
)  # fmt: skip


# mean and spread in one


def _mean_slope(g: Value, shape: tuple[int, ...], dim: Dim, keepdim: bool) -> Value:
    spread = shapes_ops.expand(shapes_ops.kept(g, shape, dim, keepdim), shape)
    return spread / reduce.count(shape, dim)


def _both_slope(
    g: Sequence[Value | None], input: Value, out: Value, dim: Dim, unbiased: bool, keepdim: bool,
    correction: Number | None,
) -> Value:  # fmt: skip
    """`out` is the deviation, or None where the spread is a variance."""
    of_spread, of_mean = g
    shape = shape_of(input)
    plain = None if isinstance(dim, bool) else dim
    parts = []
    if of_spread is not None:
        if out is not None:
            of_spread = masked_fill_number(of_spread / (out * 2), eq(out, 0), 0)
        parts.append(reduce.var_slope(of_spread, input, shape, dim, unbiased, keepdim, correction))
    if of_mean is not None:
        parts.append(_mean_slope(of_mean, shape, plain, keepdim))
    return parts[0] if len(parts) == 1 else parts[0] + parts[1]


both_slope: Composite = composite(
    "both_slope", body=_both_slope, samples=[([real(), real()], real(3), None, None, True, False,
                                              None)],
    formula=lambda g, input, *_: g[0] * (input - reduce.mean(input)),
)  # fmt: skip


def _spread_and_mean(name: str, row: Op) -> Op:
    """`var_mean` and `std_mean`."""
    is_std = name == "std_mean"

    def forward(
        input: Value, dim: Dim, unbiased: bool, keepdim: bool, correction: Number | None
    ) -> tuple[Value, Value]:
        plain = None if isinstance(dim, bool) else dim
        spread = row.forward(input, dim, unbiased, keepdim, correction=correction)
        return spread, reduce.mean_dim.forward(input, plain, keepdim)

    def rule_std(
        g: Value, input: Value, first: Value, dim: Dim, unbiased: bool, keepdim: bool,
        correction: Number | None,
    ) -> Value:  # fmt: skip
        return both_slope(g, input, first, dim, unbiased, keepdim, correction)

    def rule_var(
        g: Value, input: Value, dim: Dim, unbiased: bool, keepdim: bool,
        correction: Number | None,
    ) -> Value:  # fmt: skip
        return both_slope(g, input, None, dim, unbiased, keepdim, correction)

    return op(
        f"{name}.row", outputs="first mean",
        grad_fn="StdMeanBackward0" if is_std else "VarMeanBackward0",
        forward=lambda input, dim=None, unbiased=True, keepdim=False, *, correction=None: forward(
            input, dim, unbiased, keepdim, correction
        ),
        vjp=dict(input=rule_std if is_std else rule_var),
        cost=row.cost,
        samples=[(real(4),), (real(2, 3), 0), (real(2, 3), {"dim": 1, "correction": 0})],
    )  # fmt: skip


def _pair(name: str, row: Op) -> Composite:
    """The row's results as the plain tuple that PyTorch gives."""
    both = _spread_and_mean(name, row)
    return composite(
        name, f"torch.{name}", warning=reduce.few_degrees(name),
        body=lambda input, dim=None, unbiased=True, keepdim=False, *, correction=None: both(
            input, dim, unbiased, keepdim, correction=correction
        ),
        samples=[(real(4),), (real(2, 3), 0), (real(2, 3), {"dim": 1, "correction": 0})],
    )  # fmt: skip


var_mean: Composite = _pair("var_mean", reduce.var)
std_mean: Composite = _pair("std_mean", reduce.std)


# differences


def _diff(
    input: Value, n: int = 1, dim: int = -1, prepend: Value = None, append: Value = None
) -> Value:
    if not shape_of(input):
        raise DIFF_DIMS.error()
    parts = [part for part in (prepend, input, append) if part is not None]
    line = input if len(parts) == 1 else shapes_ops.cat(parts, dim)
    if n < 0:
        raise SETTING.error(text=f"order must be non-negative but got {n}")
    if not n:
        return input
    for _ in range(n):
        at = wrap_dim(dim, len(shape_of(line)))
        size = shape_of(line)[at]
        low = index.slice_(line, at, 0, max(size - 1, 0))
        high = index.slice_(line, at, min(1, size), size)
        line = logical_xor(low, high) if dtype_of(line) is bool_ else high - low
    return line


diff: Composite = composite(
    "diff", "torch.diff .diff", body=_diff,
    samples=[(real(4),), (real(4), 2), (real(2, 3), 1, 0),
             (real(2), {"prepend": real(1), "append": real(1)})],
)  # fmt: skip


# values and how often they are there: no derivative


def _unique(input: Value, dim: int | None) -> tuple[Value, Value, Value]:
    axis = None if dim is None else wrap_dim(dim, input.ndim)
    values, inverse, counts = np.unique(input, return_inverse=True, return_counts=True, axis=axis)
    inverse = inverse.reshape(input.shape if dim is None else -1)
    return values, inverse.astype(np.int64), counts.astype(np.int64)


def _consecutive(input: Value, dim: int | None) -> tuple[Value, Value, Value]:
    lines = np.ravel(input) if dim is None else np.moveaxis(np.atleast_1d(input), dim, 0)
    new = np.ones(len(lines), np.bool_)
    if lines.size:
        new[1:] = (lines[1:] != lines[:-1]).any(tuple(range(1, lines.ndim)))
    inverse = np.cumsum(new) - 1
    values = lines[new] if dim is None else np.moveaxis(lines[new], 0, dim)
    shape = input.shape if dim is None else inverse.shape
    return values, inverse.reshape(shape), np.bincount(inverse, minlength=0)


unique_row: Op = op(
    "unique.row", outputs="values inverse counts",
    forward=lambda input, *, dim=None, consecutive=False: (
        _consecutive(input, dim) if consecutive else _unique(input, dim)
    ),
    vjp=dict(input=None), cost=lambda input, **_: (3 * input.size, sort_cost(input)[1]),
    samples=[(given(3.0, 1.0, 2.0, 1.0),)],
)  # fmt: skip


def _some(found: tuple[Value, Value, Value], inverse: bool, counts: bool) -> Value:
    chosen = (found[0], *[found[1]] * inverse, *[found[2]] * counts)
    return chosen[0] if len(chosen) == 1 else chosen


def _unique_body(
    input: Value, sorted: bool = True, return_inverse: bool = False, return_counts: bool = False,
    dim: int | None = None,
) -> Value:  # fmt: skip
    return _some(unique_row(input, dim=dim), return_inverse, return_counts)


unique: Composite = composite(
    "unique", "torch.unique .unique", body=_unique_body,
    samples=[(integers(3, 1, 2, 1),), (integers([3, 1], [2, 1]), True, True, True),
             (integers([3, 1], [3, 1]), {"dim": 0}), (integers(3, 1), {"return_counts": True})],
)  # fmt: skip
unique_consecutive: Composite = composite(
    "unique_consecutive", "torch.unique_consecutive .unique_consecutive",
    body=lambda input, return_inverse=False, return_counts=False, dim=None: _some(
        unique_row(input, dim=dim, consecutive=True), return_inverse, return_counts
    ),
    samples=[(integers(3, 1, 1, 3),), (integers(3, 3, 1), True, True)],
)  # fmt: skip


def _bincount_cost(input: Value, weights: Value = None, *, minlength: int = 0) -> Cost:
    if input.dtype.kind not in "iu":
        raise no_kernel("bincount_cpu", input)
    if input.ndim != 1 or (input < 0).any():
        raise BINCOUNT_INPUT.error()
    size = max(int(input.max(initial=-1)) + 1, minlength)
    return size, size + input.size


def _bincount(input: Value, weights: Value, minlength: int) -> Value:
    counts = np.bincount(input, weights, minlength)
    if weights is None:
        return counts.astype(np.int64)
    return counts.astype(np.float32 if weights.dtype == np.float32 else np.float64)


bincount: Op = op(
    "bincount", "torch.bincount .bincount",
    forward=lambda input, weights=None, minlength=0: _bincount(input, weights, minlength),
    vjp=dict(input=None, weights=None),
    cost=lambda input, weights=None, minlength=0: _bincount_cost(
        input, weights, minlength=minlength
    ),
    samples=[(integers(0, 1, 1, 3),), (integers(0, 1), None, 5),
             (integers(0, 1, 1), constant(0.5, 1.0, 2.0))],
)  # fmt: skip
isin: Op = op(
    "isin", "torch.isin",
    forward=lambda elements, test_elements, *, assume_unique=False, invert=False: np.isin(
        elements, test_elements, invert=invert
    ),
    vjp=dict(elements=None, test_elements=None),
    cost=lambda a, b, **_: (np.size(a), (np.size(a) + np.size(b)) * 20),
    samples=[(integers(1, 2, 3), integers(2, 5)), (integers(1, 2), integers(2), {"invert": True})],
)  # fmt: skip


def _histogram(input: Value, bins: int, min: Number, max: Number) -> Value:
    if bins <= 0:
        text = f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0"
        raise SETTING.error(text=text)
    if input.dtype.kind != "f":
        raise no_kernel("linspace_cpu" if input.dtype.kind == "b" else "histogram_cpu", input)
    if not input.size:
        return np.zeros(bins, input.dtype)
    low, high = (min, max) if min or max else (input.min(), input.max())
    if low == high:
        low, high = low - 1, high + 1
    return np.histogram(np.ravel(input), bins, (low, high))[0].astype(input.dtype)


histc: Op = op(
    "histc", "torch.histc .histc",
    forward=lambda input, bins=100, min=0, max=0: _histogram(input, bins, min, max),
    vjp=dict(input=None), cost=lambda input, bins=100, *_, **__: (bins, bins + 8 * input.size),
    samples=[(real(5), 3), (real(5), 4, -1, 1)],
)  # fmt: skip


def _searched(
    boundaries: Value, values: Value, right: bool, side: str | None, sorter: Value, out_int32: bool
) -> Value:
    which = side or ("right" if right else "left")
    if sorter is not None:
        boundaries = np.take_along_axis(boundaries, sorter, -1)
    if boundaries.ndim == 1:
        found = np.asarray(np.searchsorted(boundaries, values, which))  # type: ignore[call-overload]
    else:
        count = size_of(boundaries.shape[:-1])
        rows = zip(
            boundaries.reshape(count, boundaries.shape[-1]),
            values.reshape(count, values.shape[-1]),
            strict=True,
        )
        parts = [np.searchsorted(row, line, which) for row, line in rows]  # type: ignore[call-overload]
        found = np.asarray(parts).reshape(values.shape)
    return found.astype(np.int32 if out_int32 else np.int64)[()]


searchsorted: Op = op(
    "searchsorted", "torch.searchsorted",
    forward=lambda sorted_sequence, input, sorter=None, *, out_int32=False, right=False, side=None:
    _searched(sorted_sequence, input, right, side, sorter, out_int32),
    vjp=dict(sorted_sequence=None, input=None, sorter=None),
    cost=lambda a, b, *_, **__: (np.size(b), 20 * np.size(b) + 2 * np.size(a)),
    samples=[(integers(1, 2, 3), integers(2, 5)), (integers(1, 2, 2), integers(2),
                                                   {"right": True})],
)  # fmt: skip
bucketize: Composite = composite(
    "bucketize", "torch.bucketize",
    body=lambda input, boundaries, *, out_int32=False, right=False: searchsorted(
        boundaries, input, out_int32=out_int32, right=right
    ),
    samples=[(integers(2, 5), integers(1, 2, 3))],
)  # fmt: skip
