"""What a generator of random programs knows of each value without running anything.

Shape, dtype and whether it requires grad, so that most programs run to their end; an interval that
holds all elements, so that nothing grows without bound; how many bits lie behind the binary point
where the elements are exact. Only exact elements may meet a kink (a comparison, `relu`, `max`): two
sums in another order are then still the same number, and a tie is a tie on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

Shape = tuple[int, ...]

FLOATS = ("float16", "float32", "float64")
DTYPES = ("bool", "int64", *FLOATS)
"""In the order in which promotion prefers them."""

_BITS = {"bool": 1, "int64": 50, "float16": 10, "float32": 22, "float64": 50}


@dataclass(frozen=True)
class Type:
    """What is known of a value."""

    shape: Shape
    dtype: str = "float32"
    low: float = -4.0
    high: float = 4.0
    fraction: int | None = 2
    """Bits behind the binary point; None for elements that are rounded."""
    grad: bool = False
    leaf: bool = False
    spent: bool = False
    """Whether a backward pass may have freed what is below it."""
    group: int | None = None
    """The memory that it shares with others, if it is a view."""

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    @property
    def floating(self) -> bool:
        return self.dtype in FLOATS

    @property
    def bound(self) -> float:
        """The largest that an element's size can be."""
        return max(abs(self.low), abs(self.high))

    @property
    def exact(self) -> bool:
        """Whether arithmetic in its dtype has not rounded it."""
        if self.fraction is None:
            return False
        return math.log2(max(self.bound, 1.0)) + self.fraction <= _BITS[self.dtype]

    @property
    def away_from_zero(self) -> bool:
        return self.low > 0.05 or self.high < -0.05

    def within(self, low: float, high: float) -> bool:
        return low <= self.low and self.high <= high


def rounded(kind: Type, low: float, high: float) -> Type:
    """The same with rounded elements in an interval."""
    return replace(kind, low=low, high=high, fraction=None)


def product(a: Type, b: Type) -> tuple[float, float]:
    """The interval of the products of two."""
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return min(ends), max(ends)


def sum_of(fractions: Sequence[int | None]) -> int | None:
    """The fraction bits of a product."""
    return None if None in fractions else sum(f for f in fractions if f is not None)


def most_of(fractions: Sequence[int | None]) -> int | None:
    """The fraction bits of a sum."""
    return None if None in fractions else max((f for f in fractions if f is not None), default=0)


def promoted(kinds: Sequence[Type]) -> str:
    """The dtype of an elementwise result: tensors with dimensions before those without."""
    ranks = [(DTYPES.index(kind.dtype), kind.ndim > 0) for kind in kinds]
    with_dims = max((rank for rank, dims in ranks if dims), default=-1)
    without = max((rank for rank, dims in ranks if not dims), default=-1)
    if with_dims < 0:
        return DTYPES[without]
    return DTYPES[without if _category(without) > _category(with_dims) else with_dims]


def _category(rank: int) -> int:
    return -1 if rank < 0 else min(rank, 2)


def broadcast(a: Shape, b: Shape) -> Shape | None:
    """The shape that two broadcast to; None where they do not."""
    ndim = max(len(a), len(b))
    left, right = (1,) * (ndim - len(a)) + a, (1,) * (ndim - len(b)) + b
    if any(m != n and 1 not in (m, n) for m, n in zip(left, right, strict=True)):
        return None
    return tuple(n if m == 1 else m for m, n in zip(left, right, strict=True))


def reduced(shape: Shape, dims: Sequence[int], keepdim: bool) -> Shape:
    """What is left of a shape when some dimensions are reduced."""
    gone = {dim % len(shape) for dim in dims} if shape else set()
    if keepdim:
        return tuple(1 if d in gone else n for d, n in enumerate(shape))
    return tuple(n for d, n in enumerate(shape) if d not in gone)
