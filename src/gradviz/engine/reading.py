"""What an op reads: the elements of its operands, brought to the dtype it computes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradviz.engine.dtypes import FLOATING, OF_NUMPY, Array, DType, Number, result_type, widened
from gradviz.engine.messages import OVERFLOW
from gradviz.engine.op import Op
from gradviz.engine.tensor import Tensor, cast
from gradviz.engine.views import refresh

if TYPE_CHECKING:
    from gradviz.engine.tape import Tape

EXACT_INT = 2**53
"""Beyond it a Python int is no exact operand of floats."""


class Reading:
    """What an op reads: the elements of its operands, brought to one dtype, and who wants what."""

    __slots__ = ("arrays", "dtype", "inputs", "op", "operands", "requires_grad", "scalar",
                 "tape", "tensors", "versions", "wants")  # fmt: skip

    def __init__(self, tape: Tape, op: Op, operands: Sequence[object]) -> None:
        self.tape = tape
        self.op = op
        if op.variadic:
            operands = operands[0]  # type: ignore[assignment]
        self.operands = operands
        inputs: list[int | None] = []
        arrays: list[object] = []
        tensors: list[Tensor] = []
        wants = 0
        bit = 1
        dtype: DType | None = None
        uniform = scalar = True
        self.versions: tuple[int, ...] | None = None
        for operand in operands:
            if type(operand) is Tensor:
                self._prepare(operand)
                inputs.append(operand.at)
                tensors.append(operand)
                arrays.append(operand.data)
                if operand.requires_grad:
                    wants |= bit
                dtype = dtype or operand.dtype
                uniform = uniform and operand.dtype is dtype
                scalar = scalar and type(operand.data) is not np.ndarray
            else:
                inputs.append(None)
                arrays.append(operand)
                uniform = uniform and _is_plain(operand)
            bit <<= 1
        self.inputs = tuple(inputs)
        self.arrays = arrays
        self.tensors = tensors
        self.dtype = dtype or tape.default_dtype
        self.scalar = scalar
        self.requires_grad = wants != 0
        self.wants = wants if op.variadic and op.differentiable else wants & op.wanted
        if self.versions is not None:
            self.versions = tuple(t.version if type(t) is Tensor else 0 for t in operands)
        if op.promotes and not (uniform and self.dtype.category == FLOATING):
            self._promote()

    def _prepare(self, operand: Tensor) -> None:
        """Brings a tensor that shares its memory, or is about to, up to date."""
        if self.op.view:
            self.tape.own_memory(operand)
        if operand.memory is not None:
            if operand.view is not None:
                refresh(self.tape, operand)
            if operand.memory.version:
                self.versions = ()

    def _promote(self) -> None:
        """Brings the operands to the dtype that PyTorch would compute in."""
        numbers = [operand for operand in self.operands if isinstance(operand, Number)]
        pairs = [(tensor.dtype, tensor.ndim) for tensor in self.tensors]
        dtype = result_type(pairs, numbers, self.tape.default_dtype)
        if self.op.promotes == "float" and dtype.category != FLOATING:
            dtype = self.tape.default_dtype
        self.dtype = dtype
        self.arrays = [
            cast(operand.data, dtype) if type(operand) is Tensor else _number(operand, dtype)
            for operand in self.operands
        ]

    def compute(self, attrs: dict[str, object]) -> Array:
        """Charges what the op costs, then runs it."""
        op = self.op
        given: Sequence[object] = (self.arrays,) if op.variadic else self.arrays
        if self.scalar and op.elementwise:
            self.tape.budget.charge_op(1, 1)
        else:
            elements, work = op.cost(*given, **attrs)
            self.tape.budget.charge_op(elements, work)
        if self.dtype.computes is not None and not op.view:
            if "alpha" in attrs:  # it is a number of the tensors' own dtype
                alpha = np.asarray(attrs["alpha"]).astype(self.dtype.numpy)
                attrs = {**attrs, "alpha": alpha.item()}
            return self._rounded(op.forward(*map(widened, given), **attrs), attrs)
        return op.forward(*given, **attrs)  # type: ignore[return-value]

    def _rounded(self, result: object, attrs: dict[str, object]) -> Array:
        """What was computed in a wider dtype in the operands' own, unless another was asked for."""
        if isinstance(result, list | tuple):
            return tuple([self._rounded(part, attrs) for part in result])  # type: ignore[return-value]
        assert isinstance(result, np.ndarray | np.generic)
        if attrs.get("dtype") is None and result.dtype == self.dtype.computes:
            return cast(result, self.dtype)
        return result

    def dtype_of(self, data: Array) -> DType:
        """The dtype of a result: the operands' own where numpy kept it."""
        return self.dtype if data.dtype is self.dtype.numpy else OF_NUMPY[data.dtype]

    def attributes(self, attrs: dict[str, object]) -> dict[str, object]:
        """The attributes, with the operands that are numbers among them."""
        if None not in self.inputs:
            return attrs
        numbers = {
            name: value
            for name, value, i in zip(self.op.operands, self.operands, self.inputs, strict=False)
            if i is None
        }
        return {**attrs, **numbers}


def _is_plain(number: object) -> bool:
    """Whether a number is an exact operand of floats, so that nothing need be promoted."""
    return type(number) is float or (type(number) is int and -EXACT_INT < number < EXACT_INT)


def _number(value: object, dtype: DType) -> object:
    """A Python number as an operand of tensors of `dtype`."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise OVERFLOW.error()
    if isinstance(value, Number):
        return np.asarray(value).astype(dtype.numpy)[()]
    return value
