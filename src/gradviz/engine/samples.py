"""Arguments for checking rows: said in the table, made only where a check runs.

A table row says `real(2, 3)`; the array itself is made by the tests, so that importing the table
costs nothing and every check may choose its own dtype.
"""

from __future__ import annotations


class Drawn:
    """A tensor of `shape` with distinct values between `low` and `high`, none of them near 0."""

    __slots__ = ("high", "low", "shape")

    def __init__(self, shape: tuple[int, ...], low: float, high: float) -> None:
        self.shape = shape
        self.low = low
        self.high = high


class Given:
    """A tensor with these elements; `dtype` None is the floating dtype under test."""

    __slots__ = ("dtype", "elements", "requires_grad")

    def __init__(
        self, elements: object, dtype: str | None = None, *, requires_grad: bool = True
    ) -> None:
        self.elements = elements
        self.dtype = dtype
        self.requires_grad = requires_grad and dtype is None


def real(*shape: int, low: float = -2.0, high: float = 2.0) -> Drawn:
    """A floating tensor of `shape`, differentiable."""
    return Drawn(shape, low, high)


def positive(*shape: int) -> Drawn:
    """As `real`, with values between 0.3 and 3."""
    return Drawn(shape, 0.3, 3.0)


def given(*elements: object) -> Given:
    """A 1-d tensor with these elements (nested lists for more dimensions), floating."""
    return Given(list(elements))


def constant(*elements: object) -> Given:
    """As `given`, but without a gradient."""
    return Given(list(elements), requires_grad=False)


def scalar(element: float) -> Given:
    """A 0-d floating tensor."""
    return Given(element)


def integers(*elements: object) -> Given:
    """An int64 tensor with these elements."""
    return Given(list(elements), "int64")


def booleans(*elements: object) -> Given:
    """A bool tensor with these elements."""
    return Given(list(elements), "bool")


class Raw:
    """A bare array, as an attribute may be one."""

    __slots__ = ("elements",)

    def __init__(self, elements: object) -> None:
        self.elements = elements


def raw(*elements: object) -> Raw:
    """An int64 or bool array that is no tensor: an index."""
    return Raw(list(elements))
