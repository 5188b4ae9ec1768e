"""PyTorch's random numbers on the CPU, bit for bit: the generator, and the distributions.

The generator is the Mersenne Twister (mt19937) and one normal sample that is kept for the next
call. A distribution takes a generator and how many numbers are wanted, and gives them in the
order in which PyTorch draws them. What PyTorch's compiler made of `a * b + c` is one operation
with one rounding (fma), and is that here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from struct import Struct
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import numpy.typing as npt

from gradviz.engine.dtypes import DType, bool_, float32, float64, int64
from gradviz.engine.messages import LIST_OVERFLOW, STATE_INVALID, STATE_SIZE
from gradviz.engine.normal import box_muller, fused_float32

if TYPE_CHECKING:
    from random import Random

Words = npt.NDArray[np.uint32]
Longs = npt.NDArray[np.uint64]
Doubles = npt.NDArray[np.float64]
Real = npt.NDArray[np.float32] | npt.NDArray[np.float64]
Flat = npt.NDArray[np.generic]
"""Drawn numbers in one dimension, of the dtype that was asked for."""

UNSEEDED = 0
"""The seed of a program that sets none: its numbers are the same in every run."""

OWN_SEED = 67280421310721
"""The seed of a `torch.Generator()`, as PyTorch has it."""

BLOCK = 16
"""Normal samples that PyTorch makes at a time, where there are at least so many."""

_STATE = 624
_WORD = 0xFFFF_FFFF


class State(msgspec.Struct, frozen=True):
    """A state of a generator, to go back to."""

    seed: int
    given: bool
    source: tuple[int, tuple[int, ...], float | None] | None
    """As Python's own `Random` has it; None before the first draw."""
    kept_normal: float | None


class Generator:
    """A `torch.Generator`: its state, and raw numbers from it.

    `seed` None is a generator that nobody has seeded; `used_unseeded` says whether anything was
    drawn from it in spite of that.
    """

    __slots__ = ("_given", "_source", "_unseeded", "kept_normal", "seed", "used_unseeded")

    def __init__(self, seed: int | None = None, unseeded: int = UNSEEDED) -> None:
        self._unseeded = unseeded
        self.used_unseeded = False
        self._restart(seed)

    def _restart(self, seed: int | None) -> None:
        self.seed = self._unseeded if seed is None else seed
        self._given = seed is not None
        self._source: Random | None = None
        self.kept_normal: float | None = None
        """The second of a pair of normal samples, for whoever wants the next one."""

    def manual_seed(self, seed: int) -> None:
        """Starts anew; raises PyTorch's error for a seed that is no 64-bit number."""
        if not -(2**63) <= seed < 2**64:
            raise LIST_OVERFLOW.error()
        self._restart(seed % 2**64)

    def unseed(self) -> None:
        """Starts anew as if nobody had seeded it."""
        self._restart(None)

    def state(self) -> State:
        """Where it stands now."""
        source = None if self._source is None else self._source.getstate()
        return State(self.seed, self._given, source, self.kept_normal)

    def restore(self, state: State) -> None:
        """Goes back to where it stood."""
        self._restart(state.seed)
        self._given, self.kept_normal = state.given, state.kept_normal
        if state.source is not None:
            self._source = _twister(self.seed)
            self._source.setstate(state.source)

    def packed(self) -> bytes:
        """The state as PyTorch lays it out (`CPUGeneratorImplState`): 5,056 bytes.

        The seed, how many words are left, whether it is seeded, the place of the next word, 624
        words of 32 bits in 64, three numbers of which the second is the kept normal sample,
        whether there is one, and the same for float32, which nothing uses.
        """
        source = self._source
        if source is None:
            words, place, following = _twister(self.seed).getstate()[1], _STATE, 0
        else:
            words = source.getstate()[1]
            place = following = words[_STATE]
        kept = self.kept_normal
        return _LAYOUT.pack(
            self.seed, _STATE + 1 - place, 1, following, *words[:_STATE],
            0.0, 0.0 if kept is None else kept, 0.0, kept is not None, 0.0, False,
        )  # fmt: skip

    def unpack(self, state: bytes) -> None:
        """Goes to where such bytes say; raises PyTorch's errors for others."""
        if len(state) != _LAYOUT.size:
            raise STATE_SIZE.error(expected=_LAYOUT.size, size=len(state))
        seed, left, seeded, following, *rest = _LAYOUT.unpack(state)
        if seeded != 1 or not 0 < left <= _STATE or following > _STATE:
            raise STATE_INVALID.error()
        words = (word & _WORD for word in rest[:_STATE])
        self.seed = seed
        self._source = _twister(seed)
        self._source.setstate((3, (*words, _STATE + 1 - left), None))
        self.kept_normal = rest[_STATE + 1] if rest[_STATE + 3] else None

    def words(self, count: int) -> Words:
        """The next 32-bit numbers."""
        if self._source is None:
            self._source = _twister(self.seed)
        self.used_unseeded = self.used_unseeded or not self._given
        drawn = self._source.getrandbits(32 * count).to_bytes(4 * count, "little")
        return np.frombuffer(drawn, np.uint32, count)

    def longs(self, count: int) -> Longs:
        """The next 64-bit numbers: the first of two 32-bit ones is the high half."""
        pairs = self.words(2 * count).astype(np.uint64).reshape(-1, 2)
        return pairs[:, 0] << np.uint64(32) | pairs[:, 1]


_LAYOUT = Struct("<Qii625Q3di4xf?3x")
"""A generator's state in PyTorch's memory."""


def _twister(seed: int) -> Random:
    """Python's own Mersenne Twister, in the state that PyTorch gives it for a seed."""
    from random import Random  # noqa: PLC0415  # most programs draw nothing

    word = seed & _WORD
    state = [word]
    for place in range(1, _STATE):
        word = (1812433253 * (word ^ word >> 30) + place) & _WORD
        state.append(word)
    source = Random()
    source.setstate((3, (*state, _STATE), None))
    return source


# ── uniform ───────────────────────────────────────────────────────────────────────────────────


def _unit(generator: Generator, count: int, dtype: DType) -> Real:
    """In [0, 1): float64 with 53 random bits, everything else as float32 with 24."""
    if dtype is float64:
        return _unit_doubles(generator, count)
    return (generator.words(count) & np.uint32(0xFF_FFFF)).astype(np.float32) * np.float32(2**-24)


def _unit_doubles(generator: Generator, count: int) -> Doubles:
    return (generator.longs(count) & np.uint64(2**53 - 1)).astype(np.float64) * 2.0**-53


def uniform(
    generator: Generator, count: int, dtype: DType, low: float = 0.0, high: float = 1.0
) -> Flat:
    """In [low, high), of a floating dtype."""
    unit = _unit(generator, count, dtype)
    if dtype is float64:
        return _fused_doubles(unit.astype(np.float64), high - low, low)
    start, end = np.float32(low), np.float32(high)
    numbers = fused_float32(unit, end - start, start).astype(dtype.numpy)
    numbers[numbers == dtype.numpy.type(high)] = dtype.numpy.type(low)
    return numbers


def _fused_doubles(a: Doubles, b: float, c: float) -> Doubles:
    """`a * b + c` with one rounding: the errors of the product and of the sum are added last."""
    a_high, a_low = _halves(a)
    b_high, b_low = _halves(np.float64(b))
    product = a * b
    rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    total = product + c
    shift = total - product
    fused = total + ((product - (total - shift)) + (c - shift) + rest)
    return np.where(np.isfinite(fused), fused, total)


def _halves(x: Doubles | np.float64) -> tuple[Doubles | np.float64, Doubles | np.float64]:
    """Numbers as sums of two that have half as many digits."""
    scaled = x * 134217729.0
    high = scaled - (scaled - x)
    return high, x - high


# ── normal ────────────────────────────────────────────────────────────────────────────────────


def normal(
    generator: Generator,
    count: int,
    dtype: DType,
    mean: float = 0.0,
    std: float = 1.0,
    *,
    contiguous: bool = True,
) -> Flat:
    """Of a floating dtype; `contiguous`: whether the tensor to be filled is so."""
    if count < BLOCK or not contiguous:
        return _rounded(_normal_in_turn(generator, count, mean, std), dtype)
    whole = count - count % BLOCK
    in_advance = whole if dtype.numpy.itemsize == 2 else count
    numbers = _unit(generator, in_advance, dtype)
    blocks = _normal_blocks(numbers[:whole], dtype, mean, std)
    if whole == count:
        return blocks
    last = _normal_blocks(_unit(generator, BLOCK, dtype), dtype, mean, std)
    return np.concatenate([blocks[: count - BLOCK], last])


def _normal_blocks(unit: Real, dtype: DType, mean: float, std: float) -> Flat:
    """Uniform numbers in blocks of 16 as normal ones: the two halves of each are pairs."""
    pairs = unit.reshape(-1, 2, BLOCK // 2)
    if dtype is not float64:
        return box_muller(pairs.astype(np.float32), mean, std).ravel().astype(dtype.numpy)
    first, second = pairs.astype(np.float64).swapaxes(0, 1).reshape(2, -1)
    halves = _on_circles(_each(math.log, 1 - first), second).reshape(2, -1, BLOCK // 2)
    return _fused_doubles(halves.swapaxes(0, 1).ravel(), std, mean)


def _on_circles(logarithm: Doubles, turn: Doubles) -> Doubles:
    """Both coordinates of points at a distance of sqrt(-2 * logarithm): (n) to (2, n)."""
    radius = np.sqrt(-2 * logarithm)
    angle = 2 * math.pi * turn
    return np.stack([radius * _each(math.cos, angle), radius * _each(math.sin, angle)])


def _normal_in_turn(generator: Generator, count: int, mean: float, std: float) -> Doubles:
    """One after the other, in pairs; the second of the last pair may be left over."""
    kept = [] if generator.kept_normal is None or not count else [generator.kept_normal]
    pairs = (count - len(kept) + 1) // 2
    unit = _unit_doubles(generator, 2 * pairs).reshape(-1, 2)
    made = _on_circles(_each(math.log1p, -unit[:, 1]), unit[:, 0])
    numbers = np.concatenate([kept, made.T.ravel()])
    if count:
        generator.kept_normal = float(numbers[count]) if len(numbers) > count else None
    return _fused_doubles(numbers[:count], std, mean)


def _rounded(numbers: Doubles, dtype: DType) -> Flat:
    """Doubles in a dtype; PyTorch goes to half precision by way of float32."""
    if dtype.numpy.itemsize == 2 and dtype.is_floating_point:
        return numbers.astype(np.float32).astype(dtype.numpy)
    return numbers.astype(dtype.numpy)


def _each(function: Callable[[float], float], numbers: Doubles) -> Doubles:
    """A function of the C library, as PyTorch calls it: numpy's own may differ in the last bit."""
    values: Iterable[float] = map(function, numbers.tolist())
    return np.fromiter(values, np.float64, numbers.size)


# ── other continuous ones ─────────────────────────────────────────────────────────────────────


def exponential(generator: Generator, count: int, dtype: DType, rate: float = 1.0) -> Flat:
    """With density rate * exp(-rate * x)."""
    made = -1.0 / rate * _each(math.log1p, -_unit_doubles(generator, count))
    return _rounded(made, dtype)


def cauchy(
    generator: Generator, count: int, dtype: DType, median: float = 0.0, sigma: float = 1.0
) -> Flat:
    """Of half-width sigma around the median."""
    angle = math.pi * (_unit_doubles(generator, count) - 0.5)
    return _rounded(_fused_doubles(_each(math.tan, angle), sigma, median), dtype)


def log_normal(
    generator: Generator, count: int, dtype: DType, mean: float = 1.0, std: float = 2.0
) -> Flat:
    """The exponential of normal samples."""
    return _rounded(np.exp(_normal_in_turn(generator, count, mean, std)), dtype)


# ── discrete ones ─────────────────────────────────────────────────────────────────────────────


def bernoulli(generator: Generator, count: int, p: float) -> npt.NDArray[np.bool_]:
    """True with probability p."""
    return _unit_doubles(generator, count) < p


def bernoulli_each(generator: Generator, p: Flat) -> npt.NDArray[np.bool_]:
    """True with the probability that stands in each place of a floating array."""
    if p.dtype == np.float64:
        return np.less(_unit_doubles(generator, p.size), p.astype(np.float64))
    return np.less(_unit(generator, p.size, float32), p.astype(np.float32))


def geometric(generator: Generator, count: int, dtype: DType, p: float) -> Flat:
    """The number of trials up to the first success."""
    unit = np.maximum(_unit_doubles(generator, count), 2.0**-1074)
    return _rounded(np.ceil(_each(math.log, unit) / math.log1p(-p)), dtype)


def gamma(generator: Generator, shapes: Flat) -> Doubles:
    """For each shape parameter a number of unit rate (Marsaglia and Tsang, 2000)."""
    return np.fromiter((_gamma(generator, shape) for shape in shapes), np.float64, len(shapes))


def _gamma(generator: Generator, shape: np.floating) -> float:
    """Parameters below 1 are lifted over it; PyTorch does so in the parameter's own dtype."""
    scale = 1.0
    if shape < 1:
        if shape == 0:
            return 0.0
        one = type(shape)(1)
        scale = float(1 - _unit_doubles(generator, 1)[0]) ** float(one / shape)
        shape = shape + one
    d = float(shape - np.float32(1 / 3))
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        y = 0.0
        while y <= 0:
            x = float(_normal_in_turn(generator, 1, 0.0, 1.0)[0])
            y = 1.0 + c * x
        v = y * y * y
        u = float(1 - _unit_doubles(generator, 1)[0])
        xx = x * x
        if u < 1.0 - float(np.float32(0.0331)) * xx * xx:
            return scale * d * v
        if math.log(u) < 0.5 * xx + d * (1.0 - v + math.log(v)):
            return scale * d * v


def poisson(generator: Generator, rates: Doubles) -> Doubles:
    """For each rate the number of events in a unit of time."""
    return np.fromiter((_events(generator, rate) for rate in rates.tolist()), np.float64)


def _events(generator: Generator, rate: float) -> float:
    if rate == 0:
        return 0.0
    if rate >= 10:
        return _many_events(generator, rate)
    bound, product, count = math.exp(-rate), 1.0, 0
    while True:
        product *= float(_unit_doubles(generator, 1)[0])
        if product <= bound:
            return float(count)
        count += 1


def _many_events(generator: Generator, rate: float) -> float:
    """By transformed rejection (Hoermann, 1993)."""
    root, logarithm = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    certain = 0.9277 - 3.6224 / (b - 2)
    while True:
        first, second = _unit_doubles(generator, 2).tolist()
        u = first - 0.5
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + rate + 0.43)
        if us >= 0.07 and second <= certain:
            return float(k)
        if k < 0 or (us < 0.013 and second > us):
            continue
        left = math.log(second) + math.log(inverse) - math.log(a / (us * us) + b)
        if left <= -rate + k * logarithm - math.lgamma(k + 1):
            return float(k)


_WIDE = (int64, float64, float32)
"""The dtypes for which PyTorch draws 64 bits where the range needs them."""


def integers(generator: Generator, count: int, dtype: DType, low: int, high: int) -> Flat:
    """In [low, high), both 64-bit numbers: a random number modulo the range."""
    span = high - low
    if span >= 2**32 and dtype in _WIDE:
        drawn = generator.longs(count)
    else:
        drawn = generator.words(count).astype(np.uint64)
    shifted = drawn % np.uint64(span) + np.uint64(low % 2**64)
    return shifted.view(np.int64).astype(dtype.numpy)


def whole_range(generator: Generator, count: int, dtype: DType) -> Flat:
    """From 0 to the largest integer of a dtype, or as far as a floating one has them all."""
    if dtype is bool_:
        return (generator.words(count) & np.uint32(1)).astype(np.bool_)
    if dtype.is_floating_point:
        bound = 2 ** (np.finfo(dtype.name).nmant + 1) + 1
    else:
        bound = np.iinfo(dtype.name).max + 1
    wide = dtype in (int64, float64)
    drawn = generator.longs(count) if wide else generator.words(count).astype(np.uint64)
    return (drawn % np.uint64(bound)).astype(dtype.numpy)


def permutation(generator: Generator, count: int) -> list[int]:
    """0 to count - 1 in random order: each place is swapped with one behind it, or itself."""
    order = list(range(count))
    for place, word in enumerate(generator.words(max(count - 1, 0)).tolist()):
        other = place + word % (count - place)
        order[place], order[other] = order[other], order[place]
    return order
