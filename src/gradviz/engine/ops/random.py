"""What draws random numbers: functions that make tensors, and rows for what is drawn into one.

The functions stand among the creating ones; they take a `generator` as well. A row is given what
was drawn: its gradient is zero, whatever the distribution.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from gradviz.engine import exact, random
from gradviz.engine.dtypes import C_NAMES, OF_NUMPY, Array, DType, Number, float32, int64, limits_of
from gradviz.engine.messages import (
    BERNOULLI_EACH,
    BERNOULLI_P,
    GEOMETRIC_P,
    LIST_OVERFLOW,
    MULTINOMIAL,
    NO_KERNEL,
    NORMAL_STD,
    NORMAL_STDS,
    POISSON_RATE,
    POSITIVE_PARAMETER,
    RANDOM_BOUNDS,
    RANDOM_KIND,
    RANDOM_ORDER,
    RANDOM_SIZE,
    UNIFORM_ORDER,
    UNIFORM_SPAN,
    TorchError,
)
from gradviz.engine.op import Cost, Op, Value, op, shape_of
from gradviz.engine.ops.compare import zeros
from gradviz.engine.ops.create import creates
from gradviz.engine.random import Flat, Generator
from gradviz.engine.samples import real
from gradviz.engine.shapes import broadcast_shapes, size_of

WORK = 500
"""Units of work for one random number, whatever its distribution."""


# ── rows ──────────────────────────────────────────────────────────────────────────────────────


def _drawn_into(name: str, grad_fn: str) -> Op:
    """The row of what is drawn into a tensor, or drawn with it as the parameter."""
    return op(
        name, in_place=True, grad_fn=grad_fn,
        forward=lambda input, values: values,
        vjp=dict(input=lambda g: zeros(g)),
        samples=[(real(3), np.array([0.5, 0.25, 0.75]))],
    )  # fmt: skip


DRAWN: dict[str, Op] = {
    name: _drawn_into(name, grad_fn)
    for name, grad_fn in (
        ("uniform", "UniformBackward0"),
        ("normal", "NormalBackward0"),
        ("normal.Tensor_float", "NormalBackward1"),
        ("normal.float_Tensor", "NormalBackward2"),
        ("bernoulli", "BernoulliBackward0"),
        ("bernoulli.Tensor", "BernoulliBackward1"),
        ("bernoulli.float", "BernoulliBackward2"),
        ("exponential", "ExponentialBackward0"),
        ("cauchy", "CauchyBackward0"),
        ("log_normal", "LogNormalBackward0"),
        ("geometric", "GeometricBackward0"),
        ("poisson", "PoissonBackward0"),
        ("random.from", "RandomBackward0"),
        ("random.to", "RandomBackward1"),
        ("random", "RandomBackward2"),
    )
}
"""The rows with one operand, by name."""

normal_of_both: Op = op(
    "normal.Tensor_Tensor", grad_fn="NormalBackward3",
    forward=lambda mean, std, values: values,
    vjp=dict(mean=lambda g: zeros(g), std=lambda g: zeros(g)),
    samples=[(real(3), real(3), np.array([0.5, 0.25, 0.75]))],
)  # fmt: skip


# ── elements for a tensor that is there ───────────────────────────────────────────────────────


def laid_out(flat: Flat, like: Array) -> Array:
    """Drawn numbers in the shape of a tensor, in the order in which its elements lie in memory."""
    if isinstance(like, np.generic) or like.flags.c_contiguous:
        return flat.reshape(like.shape)[()]
    outermost = sorted(range(like.ndim), key=lambda dim: -abs(like.strides[dim]))
    in_memory = flat.reshape([like.shape[dim] for dim in outermost])
    return in_memory.transpose(np.argsort(outermost))


def _is_contiguous(input: Array) -> bool:
    return isinstance(input, np.generic) or input.flags.c_contiguous


def uniform(generator: Generator, input: Array, low: float = 0.0, high: float = 1.0) -> Array:
    """`x.uniform_(low, high)`."""
    dtype = OF_NUMPY[input.dtype]
    _check_floating("check_uniform_bounds", dtype)
    largest = float(limits_of(dtype).max)
    for name, bound in (("from", low), ("to", high)):
        if not -largest <= bound <= largest:
            raise RANDOM_BOUNDS.error(name=name, dtype=C_NAMES[dtype.name])
    if low > high:
        raise UNIFORM_ORDER.error(low=low, high=high)
    if high - low > largest:
        raise UNIFORM_SPAN.error(dtype=dtype.scalar_name, low=low, high=high)
    return laid_out(random.uniform(generator, input.size, dtype, low, high), input)


def normal(generator: Generator, input: Array, mean: float = 0.0, std: float = 1.0) -> Array:
    """`x.normal_(mean, std)`."""
    dtype = OF_NUMPY[input.dtype]
    check_std(std)
    _check_floating("normal_kernel_cpu", dtype)
    flat = random.normal(generator, input.size, dtype, mean, std, contiguous=_is_contiguous(input))
    return laid_out(flat, input)


MOST_EVENTS = 1e15
"""The largest rate of which an event can still be counted."""


def poisson(generator: Generator, rates: Array) -> Array:
    """`torch.poisson(rates)`."""
    if rates.dtype.kind != "f":
        dtype = OF_NUMPY[rates.dtype].scalar_name
        raise NO_KERNEL.error(kernel="poisson_cpu", dtype=dtype)
    flat = np.ravel(rates).astype(np.float64)
    if not np.all((flat >= 0) & (flat < MOST_EVENTS)):
        raise POISSON_RATE.error()
    flat = random.poisson(generator, flat)
    return flat.astype(rates.dtype).reshape(rates.shape)[()]


def check_std(std: float) -> None:
    """PyTorch's error for a negative standard deviation."""
    if not std >= 0:
        raise NORMAL_STD.error(std=std)


def exponential(generator: Generator, input: Array, lambd: float = 1.0) -> Array:
    """`x.exponential_(lambd)`."""
    dtype = OF_NUMPY[input.dtype]
    if not lambd > 0:
        raise POSITIVE_PARAMETER.error(name="exponential", of="lambda", value=lambd)
    if not dtype.is_floating_point:
        raise RANDOM_KIND.error(name="Exponential", dtype=dtype.scalar_name)
    return laid_out(random.exponential(generator, input.size, dtype, lambd), input)


def cauchy(generator: Generator, input: Array, median: float = 0.0, sigma: float = 1.0) -> Array:
    """`x.cauchy_(median, sigma)`."""
    dtype = OF_NUMPY[input.dtype]
    if not sigma > 0:
        raise POSITIVE_PARAMETER.error(name="cauchy", of="sigma", value=sigma)
    if not dtype.is_floating_point:
        raise RANDOM_KIND.error(name="Cauchy", dtype=C_NAMES[dtype.name])
    return laid_out(random.cauchy(generator, input.size, dtype, median, sigma), input)


def log_normal(generator: Generator, input: Array, mean: float = 1.0, std: float = 2.0) -> Array:
    """`x.log_normal_(mean, std)`."""
    dtype = OF_NUMPY[input.dtype]
    if not std > 0:
        raise POSITIVE_PARAMETER.error(name="log_normal", of="std", value=std)
    _check_floating("log_normal_cpu", dtype)
    return laid_out(random.log_normal(generator, input.size, dtype, mean, std), input)


def normal_inside(
    generator: Generator, values: Value, mean: float, std: float, low: float, high: float
) -> Iterator[Array]:
    """Normal samples, drawn anew until all lie between the bounds: what each round gives."""
    kind = values.dtype.type
    while (outside := (values < kind(low)) | (values > kind(high))).any():
        values = np.where(outside, normal(generator, np.empty_like(values), mean, std), values)
        yield values


def uniform_accepted(
    generator: Generator, values: Value, mean: float, std: float, low: float, high: float
) -> Iterator[Array]:
    """Uniform samples between the bounds, each drawn anew until the normal density accepts it."""
    kind = values.dtype.type
    peak = -0.5 * ((max(low, min(mean, high)) - mean) / std) ** 2

    def refused(candidates: Value) -> Value:
        distance = (candidates - kind(mean)) / kind(std)
        density = distance * distance * kind(-0.5) - kind(peak)
        return np.greater(exact.log(uniform(generator, np.empty_like(candidates))), density)

    pending = refused(values)
    while pending.any():
        candidates = uniform(generator, np.empty_like(values), low, high)
        values = np.where(pending, candidates, values)
        yield values
        pending = np.logical_and(pending, refused(candidates))


def geometric(generator: Generator, input: Array, p: float) -> Array:
    """`x.geometric_(p)`."""
    if not 0 < p < 1:
        raise GEOMETRIC_P.error(p=p)
    return laid_out(random.geometric(generator, input.size, OF_NUMPY[input.dtype], p), input)


def bernoulli(generator: Generator, input: Array, p: float = 0.5) -> Array:
    """`x.bernoulli_(p)` for a number p."""
    if not 0 <= p <= 1:
        raise BERNOULLI_P.error(p=p)
    return laid_out(random.bernoulli(generator, input.size, p).astype(input.dtype), input)


def kept(generator: Generator, input: Array, p: float) -> Array:
    """The mask of dropout: 1 / p with probability p, else 0."""
    mask: Value = bernoulli(generator, input, p)
    result: Array = mask / input.dtype.type(p)
    return result


_ALPHA = 1.7580993408473766
"""Minus the value that SELU goes to far on the left."""


def alpha_kept(generator: Generator, input: Array, p: float) -> tuple[Array, Array]:
    """What alpha dropout multiplies with and what it adds: a dropped element becomes -_ALPHA."""
    kind = input.dtype.type
    scale = 1 / math.sqrt((_ALPHA * _ALPHA * p + 1) * (1 - p))
    mask: Value = bernoulli(generator, input, 1 - p)
    shift: Array = (mask + kind(-1)) * kind(_ALPHA * scale) + kind(_ALPHA * scale * p)
    factor: Array = mask * kind(scale)
    return factor, shift


def bernoulli_each(generator: Generator, input: Array, p: Value) -> Array:
    """`x.bernoulli_(p)` for a tensor p, which is expanded to the shape of x."""
    if p.dtype.kind != "f":
        _check_floating("bernoulli_tensor_cpu_p_", OF_NUMPY[p.dtype])
    if not ((p >= 0) & (p <= 1)).all():
        raise BERNOULLI_EACH.error()
    places: Value = laid_out(np.arange(input.size), input)
    chances = np.empty(input.size, p.dtype)
    chances[places] = np.broadcast_to(p, input.shape)
    flat = random.bernoulli_each(generator, chances).astype(input.dtype)
    return laid_out(flat, input)


def integers(generator: Generator, input: Array, low: int, high: int) -> Array:
    """`x.random_(low, high)`."""
    return laid_out(_integers(generator, input.size, OF_NUMPY[input.dtype], low, high), input)


def whole_range(generator: Generator, input: Array) -> Array:
    """`x.random_()`."""
    return laid_out(random.whole_range(generator, input.size, OF_NUMPY[input.dtype]), input)


def _integers(generator: Generator, count: int, dtype: DType, low: int, high: int) -> Flat:
    for bound in (low, high):
        if not -(2**63) <= bound < 2**63:
            raise LIST_OVERFLOW.error()
    if low >= high:
        raise RANDOM_ORDER.error(low=low, high=high)
    if dtype.is_floating_point:
        low, high = _exact_bounds(dtype, low, high)
        limits: tuple[float, float] = (-_largest(dtype), _largest(dtype))
    else:
        limits = _integer_limits(dtype)
    for name, bound in (("from", low), ("to - 1", high - 1)):
        if not limits[0] <= bound <= limits[1]:
            raise RANDOM_BOUNDS.error(name=name, dtype=C_NAMES.get(dtype.name, dtype.name))
    return random.integers(generator, count, dtype, low, high)


def _largest(dtype: DType) -> float:
    return float(limits_of(dtype).max)


def _integer_limits(dtype: DType) -> tuple[int, int]:
    if dtype.numpy.kind == "b":
        return 0, 1
    bounds = np.iinfo(dtype.name)
    return int(bounds.min), int(bounds.max)


def _exact_bounds(dtype: DType, low: int, high: int) -> tuple[int, int]:
    """The nearest bounds inside that a floating dtype can hold, lest rounding leaves the range."""
    digits = np.finfo(dtype.name).nmant + 1
    above = _through(dtype, low + 1)
    if above < low:
        low = above + 2 ** max(abs(low + 1).bit_length() - digits, 0)
    below = _through(dtype, high - 1)
    if below >= high:
        high = below - 2 ** max(abs(high - 1).bit_length() - digits, 0)
    return low, high


def _through(dtype: DType, number: int) -> int:
    """An integer after a conversion to a floating dtype and back."""
    converted = float(dtype.numpy.type(number))
    return int(converted) if np.isfinite(converted) else number


def _check_floating(kernel: str, dtype: DType) -> None:
    if not dtype.is_floating_point:
        raise NO_KERNEL.error(kernel=kernel, dtype=dtype.scalar_name)


# ── elements for a new tensor ─────────────────────────────────────────────────────────────────


def normal_of(generator: Generator, mean: Value, std: Value) -> Array:
    """`torch.normal(mean, std)` where one of them is a tensor; its dtype is the first one's."""
    scaled = isinstance(std, np.ndarray | np.generic)
    if not scaled:
        check_std(std)
    elif not (std >= 0).all():
        raise NORMAL_STDS.error()
    leading = mean if isinstance(mean, np.ndarray | np.generic) else std
    dtype = OF_NUMPY[leading.dtype]
    _check_floating("normal_kernel_cpu", dtype)
    shape = broadcast_shapes([shape_of(mean), shape_of(std)])
    drawn: Value = random.normal(generator, size_of(shape), dtype, 0.0, 1.0 if scaled else std)
    drawn = drawn.reshape(shape)
    if scaled:
        drawn = (drawn * std).astype(dtype.numpy)
    result: Array = (drawn + mean).astype(dtype.numpy)[()]
    return result


def drawn_cost(input: Array, *_: object, **__: object) -> Cost:
    """For as many random numbers as a tensor has elements."""
    return input.size, WORK * input.size


def size_cost(size: Sequence[int], *_: object, **__: object) -> Cost:
    """For as many random numbers as a shape has elements."""
    for length in size:
        if length < 0:
            raise RANDOM_SIZE.error(size=length, sizes=list(size))
    elements = size_of(size)
    return elements, WORK * elements


def empty(size: Sequence[int], dtype: DType) -> Array:
    """Elements to be drawn, in their order."""
    return np.empty(tuple(size), dtype.numpy)


@creates("rand", "torch.rand", size_cost, gathers="size")
def rand(
    size: Sequence[int],
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.rand`."""
    return uniform(generator, empty(size, dtype or default))


@creates("randn", "torch.randn", size_cost, gathers="size")
def randn(
    size: Sequence[int],
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.randn`."""
    return normal(generator, empty(size, dtype or default))


@creates("normal", "", lambda mean, std, size, **_: size_cost(size))
def normal_of_size(
    mean: Number,
    std: Number,
    size: Sequence[int],
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.normal` of numbers."""
    return normal(generator, empty(size, dtype or default), mean, std)


@creates("rand_like", "torch.rand_like", drawn_cost)
def rand_like(
    input: Array,
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.rand_like`: in the memory order of the tensor."""
    return uniform(generator, np.empty_like(input, dtype.numpy if dtype else None))


@creates("randn_like", "torch.randn_like", drawn_cost)
def randn_like(
    input: Array,
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.randn_like`: in the memory order of the tensor."""
    return normal(generator, np.empty_like(input, dtype.numpy if dtype else None))


def _integer(function: str, name: str, value: object, position: int) -> int:
    """An argument, or the number of a 0-d tensor of integers; PyTorch's error for any other."""
    if isinstance(value, np.generic) and value.dtype.kind in "iu":
        value = value.item()
    if isinstance(value, int):
        return value
    kind = type(value).__name__
    text = f"{function}(): argument '{name}' (position {position}) must be int, not {kind}"
    raise TorchError("TypeError", text, "GV160")


def _bounds(name: str, low: object, high: object) -> tuple[int, int]:
    """The range of `randint`; one bound alone is the upper one."""
    if high is None:
        return 0, _integer(name, "high", low, 1)
    return _integer(name, "low", low or 0, 1), _integer(name, "high", high, 2)


def _sized(low: object, high: object, size: object) -> tuple[object, object, Sequence[int]]:
    """The arguments of `randint(high, size)` and of `randint(low, high, size)` alike."""
    if isinstance(high, list | tuple) and size is None:
        high, size = None, high
    if not isinstance(size, list | tuple):
        text = "randint(): argument 'size' must be tuple of ints"
        raise TorchError("TypeError", text, "GV160")
    return low, high, size


def _randint_cost(
    low: object = None, high: object = None, size: object = None, **_: object
) -> Cost:
    return size_cost(_sized(low, high, size)[2])


@creates("randint", "torch.randint", _randint_cost)
def randint(
    low: object = None,
    high: object = None,
    size: object = None,
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.randint(high, size)`, `torch.randint(low, high, size)`: int64 by default."""
    low, high, sizes = _sized(low, high, size)
    return integers(generator, empty(sizes, dtype or int64), *_bounds("randint", low, high))


@creates("randint_like", "torch.randint_like", drawn_cost)
def randint_like(
    input: Array,
    low: object = None,
    high: object = None,
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.randint_like(input, high)`, `torch.randint_like(input, low, high)`."""
    target = np.empty_like(input, dtype.numpy if dtype else None)
    return integers(generator, target, *_bounds("randint_like", low, high))


def _randperm_cost(n: object, **_: object) -> Cost:
    return size_cost((_integer("randperm", "n", n, 1),))


@creates("randperm", "torch.randperm", _randperm_cost)
def randperm(
    n: int, *, generator: Generator, dtype: DType | None = None, default: DType = float32
) -> Array:
    """`torch.randperm`: int64 by default."""
    return np.array(random.permutation(generator, n), (dtype or int64).numpy)


# ── multinomial ───────────────────────────────────────────────────────────────────────────────


def _multinomial_cost(input: Array, num_samples: int, *_: object, **__: object) -> Cost:
    lengths = input.shape[:-1]
    elements = size_of((*lengths, max(num_samples, 0)))
    return elements, WORK * (input.size + elements)


@creates("multinomial", "torch.multinomial .multinomial", _multinomial_cost)
def multinomial(
    input: Array,
    num_samples: int,
    replacement: Number = False,
    *,
    generator: Generator,
    dtype: DType | None = None,
    default: DType = float32,
) -> Array:
    """`torch.multinomial`: places of a row by its weights; (…, n) to (…, num_samples), int64."""
    _check_multinomial(input, num_samples, bool(replacement))
    if not replacement or num_samples == 1:
        return _without_replacement(generator, input, num_samples)
    rows = np.atleast_2d(input)
    drawn = np.array([_with_replacement(generator, row, num_samples) for row in rows], np.int64)
    return drawn.reshape(*input.shape[:-1], num_samples)


def _check_multinomial(input: Value, num_samples: int, replacement: bool) -> None:
    dtype = OF_NUMPY[input.dtype]
    if input.ndim not in (1, 2):
        text = "prob_dist must be 1 or 2 dim"
    elif not dtype.is_floating_point:
        text = (
            f"multinomial only supports floating-point dtypes for input, got: {dtype.scalar_name}"
        )
    elif num_samples <= 0:
        text = "cannot sample n_sample <= 0 samples"
    elif not replacement and num_samples > input.shape[-1]:
        text = "cannot sample n_sample > prob_dist.size(-1) samples without replacement"
    elif (not replacement or num_samples == 1) and not ((input >= 0) & (input < np.inf)).all():
        text = "probability tensor contains either `inf`, `nan` or element < 0"
    elif not (input >= 0).all():
        text = "invalid multinomial distribution (encountering probability entry < 0)"
    elif not np.isfinite(input).all():
        text = "invalid multinomial distribution (encountering probability entry = infinity or NaN)"
    elif (input.sum(axis=-1) <= 0).any():
        text = "invalid multinomial distribution (sum of probabilities <= 0)"
    else:
        return
    raise MULTINOMIAL.error(text=text)


def _without_replacement(generator: Generator, input: Value, count: int) -> Array:
    """The largest quotients of the weights and exponential numbers."""
    quotients = input / exponential(generator, np.empty_like(input))
    order = np.argsort(-quotients, axis=-1, kind="stable")
    return np.ascontiguousarray(order[..., :count])


def _with_replacement(generator: Generator, weights: Value, count: int) -> Array:
    """Places in the cumulated weights."""
    total = np.cumsum(weights)
    total = total / total[-1]
    total[-1] = 1
    sample = random.uniform(generator, count, OF_NUMPY[np.dtype(np.float64)])
    return np.searchsorted(total.astype(np.float64), sample)
