"""Tensors with operators: what a composite, or a rule under `create_graph`, computes with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gradviz.engine.dtypes import Array, DType
from gradviz.engine.op import Callee, Lifted
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


def unlift(value: object) -> object:
    """The tensor under an `OnTape`, or under each one in a list."""
    if type(value) is OnTape:
        return value.tensor
    if type(value) is tuple or type(value) is list:
        return type(value)(unlift(item) for item in value)
    return value


def lift(tape: Tape, value: object, site: Site | None) -> object:
    """A tensor, or each one in a list, with operators."""
    if type(value) is Tensor:
        return OnTape(tape, value, site)
    if type(value) is tuple or type(value) is list:
        return type(value)(lift(tape, item, site) for item in value)
    return value
