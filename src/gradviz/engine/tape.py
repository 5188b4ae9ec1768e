"""Tensors, and the tape that they are written on in order of creation.

A tensor is its own entry: its `id` is its place on the tape, its inputs are ids before it. The
tape only grows, so that its reverse is already an order for a backward pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

import msgspec
import numpy as np

from gradviz.engine.dtypes import (
    FLOATING,
    OF_NUMPY,
    Array,
    DType,
    Number,
    float32,
    result_type,
)
from gradviz.engine.messages import OVERFLOW
from gradviz.engine.op import Callee, Composite, Lifted, Op, Overload
from gradviz.engine.shapes import Shape
from gradviz.limits import Budget

Site = tuple[int, int, int, int]
"""Where an expression stands, as `ast` has it: line, byte column, end line, end byte column."""

NO_ATTRS: dict[str, object] = {}


class Tensor(msgspec.Struct, gc=False, eq=False):
    """A tensor of the program, and the tape's entry for how it came about."""

    id: int
    data: Array
    dtype: DType
    requires_grad: bool = False
    is_leaf: bool = True
    op: Op | None = None
    inputs: tuple[int | None, ...] = ()
    """For each operand of `op` the tensor's id, or None for a number, which is in `attrs`."""
    attrs: dict[str, object] = NO_ATTRS
    site: Site | None = None
    scope: int | None = None
    grad: Tensor | None = None
    retains_grad: bool = False
    freed: bool = False
    """Whether a backward pass has given up what the rules would need for another one."""
    cut: str = ""
    """What made it a leaf although it was computed: "detach", "no_grad"; or why it is there:
    "grad" for what a backward pass stored."""
    version: int = 0
    names: tuple[str, ...] = ()

    @property
    def shape(self) -> Shape:
        """Sizes of its dimensions."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self.data.ndim


class Tape:
    """All tensors of one run, and the modes that decide what new ones record."""

    def __init__(self, budget: Budget) -> None:
        self.entries: list[Tensor] = []
        self.budget = budget
        self.grad_enabled = True
        self.default_dtype = float32
        self.scope: int | None = None

    def leaf(
        self,
        data: Array,
        *,
        requires_grad: bool = False,
        site: Site | None = None,
        cut: str = "",
    ) -> Tensor:
        """A tensor that no op made: data, a parameter, a gradient that was stored."""
        tensor = Tensor(
            len(self.entries),
            data,
            OF_NUMPY[data.dtype],
            requires_grad,
            site=site,
            scope=self.scope,
            cut=cut,
        )
        self.entries.append(tensor)
        return tensor

    def call(
        self,
        callee: Callee,
        args: Sequence[object],
        attrs: dict[str, object],
        site: Site | None = None,
    ) -> object:
        """Calls a row, overload or composite on tensors (and numbers, and attributes)."""
        while isinstance(callee, Overload):
            callee = callee.choose(*args, **attrs)
        if isinstance(callee, Op):
            count = callee.arity
            if len(args) > count:
                attrs = {**attrs, **dict(zip(callee.params[count:], args[count:], strict=False))}
            return self.apply(callee, args[:count], attrs, site)
        assert isinstance(callee, Composite)
        lifted = [self._lift(arg, site) for arg in args]
        return unlift(callee.body(*lifted, **attrs))

    def _lift(self, arg: object, site: Site | None) -> object:
        if type(arg) is Tensor:
            return OnTape(self, arg, site)
        if isinstance(arg, tuple | list):
            return [self._lift(item, site) for item in arg]
        return arg

    def apply(
        self,
        op: Op,
        operands: Sequence[object],
        attrs: dict[str, object],
        site: Site | None = None,
    ) -> Tensor:
        """Runs a row and writes its result on the tape; the cost is charged before it is spent."""
        tensors = operands[0] if op.variadic else operands
        assert isinstance(tensors, Sequence)
        inputs: list[int | None] = []
        arrays: list[object] = []
        requires_grad = False
        dtype: DType | None = None
        uniform = True
        for operand in tensors:
            if type(operand) is Tensor:
                inputs.append(operand.id)
                arrays.append(operand.data)
                if operand.requires_grad:
                    requires_grad = True
                if dtype is None:
                    dtype = operand.dtype
                elif dtype is not operand.dtype:
                    uniform = False
            else:
                inputs.append(None)
                arrays.append(operand)
                if type(operand) is not float:
                    uniform = False
        if op.promotes and not (uniform and dtype is not None and dtype.category == FLOATING):
            arrays = self._promoted(op, tensors)
        given: Sequence[object] = (arrays,) if op.variadic else arrays
        elements, work = op.cost(*given, **attrs)
        self.budget.charge_op(elements, work)
        data = op.forward(*given, **attrs)
        if type(data) is np.ndarray and data.ndim == 0 and not op.view:
            data = data[()]
        result_dtype = OF_NUMPY[data.dtype]
        recorded = (
            requires_grad
            and op.differentiable
            and self.grad_enabled
            and result_dtype.category == FLOATING
        )
        if None in inputs:
            numbers = {
                name: value
                for name, value, i in zip(op.operands, tensors, inputs, strict=False)
                if i is None
            }
            attrs = {**attrs, **numbers}
        tensor = Tensor(
            len(self.entries),
            data,
            result_dtype,
            recorded,
            not recorded,
            op,
            tuple(inputs),
            attrs,
            site,
            self.scope,
        )
        if requires_grad and not recorded:
            tensor.cut = "no_grad" if op.differentiable and not self.grad_enabled else op.name
        self.entries.append(tensor)
        return tensor

    def _promoted(self, op: Op, operands: Sequence[object]) -> list[object]:
        """The operands' elements in the dtype that PyTorch would compute in."""
        tensors = [operand for operand in operands if type(operand) is Tensor]
        numbers = [operand for operand in operands if isinstance(operand, Number)]
        dtype = result_type([(t.dtype, t.ndim) for t in tensors], numbers, self.default_dtype)
        if op.promotes == "float" and dtype.category != FLOATING:
            dtype = self.default_dtype
        return [
            cast(operand.data, dtype) if type(operand) is Tensor else _number(operand, dtype)
            for operand in operands
        ]


def cast(data: Array, dtype: DType) -> Array:
    """The elements in another dtype; the same object where nothing changes."""
    if data.dtype == dtype.numpy:
        return data
    cast_data: Array = data.astype(dtype.numpy)
    return cast_data


def _number(value: object, dtype: DType) -> object:
    """A Python number as an operand of tensors of `dtype`."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise OVERFLOW.error()
    if isinstance(value, Number) and dtype.category != FLOATING:
        return np.asarray(value).astype(dtype.numpy)[()]
    return value


class OnTape(Lifted):
    """A tensor with operators: what a composite, or a rule under `create_graph`, computes with."""

    __slots__ = ("site", "tape", "tensor")

    def __init__(self, tape: Tape, tensor: Tensor, site: Site | None) -> None:
        self.tape = tape
        self.tensor = tensor
        self.site = site

    @property
    def shape(self) -> Shape:
        """As of the tensor."""
        return self.tensor.shape

    @property
    def dtype(self) -> DType:
        """As of the tensor."""
        return self.tensor.dtype

    def call(self, callee: Callee, args: Sequence[object], attrs: dict[str, object]) -> object:
        """Records the call on the tape."""
        result = self.tape.call(callee, [unlift(arg) for arg in args], attrs, self.site)
        return self.tape._lift(result, self.site)


def unlift(value: object) -> object:
    """The tensor under an `OnTape`, or under each one in a list."""
    if isinstance(value, OnTape):
        return value.tensor
    if isinstance(value, tuple | list):
        return type(value)(unlift(item) for item in value)
    return value
