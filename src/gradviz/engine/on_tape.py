"""Tensors with operators: what a composite, or a rule under `create_graph`, computes with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gradviz.engine.dtypes import Array, DType, Number
from gradviz.engine.op import TABLE, Callee, Composite, Lifted, Overload
from gradviz.engine.shapes import Shape
from gradviz.engine.tensor import Site, Tensor

if TYPE_CHECKING:
    from gradviz.engine.tape import Tape


class OnTape(Lifted):
    """A tensor whose operators record on its tape."""

    __slots__ = ("site", "tape", "tensor")

    def __init__(self, tape: Tape, tensor: Tensor, site: Site | None) -> None:
        self.tape = tape
        self.tensor = tensor
        self.site = site

    @property
    def shape(self) -> Shape:
        """As of the tensor."""
        return self.tensor.data.shape

    @property
    def strides(self) -> Shape:
        """As of the tensor's elements."""
        return self.tensor.data.strides

    @property
    def requires_grad(self) -> bool:
        """As of the tensor."""
        return self.tensor.requires_grad

    @property
    def dtype(self) -> DType:
        """As of the tensor."""
        return self.tensor.dtype

    @property
    def elements(self) -> Array:
        """As of the tensor: what indices a composite reads without a gradient."""
        return self.tensor.data

    def call(self, callee: Callee, args: Sequence[object], attrs: dict[str, object]) -> object:
        """Records the call on the tape."""
        plain = {name: unlift(value) for name, value in attrs.items()}
        result = self.tape.call(callee, [unlift(arg) for arg in args], plain, self.site)
        return lift(self.tape, result, self.site)


class InRule(OnTape):
    """A tensor as a recorded rule sees it.

    PyTorch's rules are C++, where an operator between a tensor and a number records another op
    than it does in Python.
    """

    __slots__ = ()

    def call(self, callee: Callee, args: Sequence[object], attrs: dict[str, object]) -> object:
        """Records the call; a composite is a part of the rule."""
        while isinstance(callee, Overload):
            callee = callee.choose(*args, **attrs)
        if isinstance(callee, Composite):
            return callee.body(*args, **attrs)
        plain = {name: unlift(value) for name, value in attrs.items()}
        result = self.tape.call(callee, [unlift(arg) for arg in args], plain, self.site)
        return lift(self.tape, result, self.site, InRule)

    # a right operand of a derived type is asked before the left one: it need not be a number

    def __add__(self, other: object) -> object:
        return TABLE["add.Scalar" if isinstance(other, Number) else "add"](self, other)

    def __radd__(self, other: object) -> object:
        if isinstance(other, Number):
            return TABLE["add.Scalar"](self, other)
        return TABLE["add"](other, self)

    def __sub__(self, other: object) -> object:
        return TABLE["sub.Scalar" if isinstance(other, Number) else "sub"](self, other)

    def __rsub__(self, other: object) -> object:
        if isinstance(other, Number):
            return TABLE["sub.filled"](self, other)
        return TABLE["sub"](other, self)

    def __mul__(self, other: object) -> object:
        return TABLE["mul.Scalar" if isinstance(other, Number) else "mul"](self, other)

    def __rmul__(self, other: object) -> object:
        if isinstance(other, Number):
            return TABLE["mul.Scalar"](self, other)
        return TABLE["mul"](other, self)

    def __truediv__(self, other: object) -> object:
        return TABLE["div.Scalar" if isinstance(other, Number) else "div"](self, other)

    def __rtruediv__(self, other: object) -> object:
        if isinstance(other, Number):
            return TABLE["div.filled"](self, other)
        return TABLE["div"](other, self)


def unlift(value: object) -> object:
    """The tensor under an `OnTape`, or under each one in a list."""
    if isinstance(value, OnTape):
        return value.tensor
    if type(value) is tuple or type(value) is list:
        return type(value)(unlift(item) for item in value)
    return value


def lift(tape: Tape, value: object, site: Site | None, kind: type[OnTape] = OnTape) -> object:
    """A tensor, or each one in a list, with operators."""
    if type(value) is Tensor:
        return kind(tape, value, site)
    if type(value) is tuple or type(value) is list:
        return type(value)(lift(tape, item, site, kind) for item in value)
    return value
