"""PyTorch's dtypes, and how it chooses one for a result (type promotion)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[np.generic]] | np.generic
"""A tensor's elements. A 0-d result is a numpy scalar: its operators are seven times faster."""

Number = bool | int | float


class DType(msgspec.Struct, frozen=True, eq=False, gc=False):
    """An element type; `category` orders bool < integer < floating as promotion does."""

    name: str
    numpy: np.dtype[np.generic]
    category: int
    type_name: str
    """As in "torch.FloatTensor"."""
    scalar_name: str
    """As PyTorch's C++ messages say it: "Float", "Long"."""

    @property
    def is_floating_point(self) -> bool:
        """Whether tensors of this dtype can require a gradient."""
        return self.category == FLOATING


BOOL, INTEGER, FLOATING = 0, 1, 2

bool_ = DType("bool", np.dtype(np.bool_), BOOL, "BoolTensor", "Bool")
uint8 = DType("uint8", np.dtype(np.uint8), INTEGER, "ByteTensor", "Byte")
int8 = DType("int8", np.dtype(np.int8), INTEGER, "CharTensor", "Char")
int16 = DType("int16", np.dtype(np.int16), INTEGER, "ShortTensor", "Short")
int32 = DType("int32", np.dtype(np.int32), INTEGER, "IntTensor", "Int")
int64 = DType("int64", np.dtype(np.int64), INTEGER, "LongTensor", "Long")
float16 = DType("float16", np.dtype(np.float16), FLOATING, "HalfTensor", "Half")
float32 = DType("float32", np.dtype(np.float32), FLOATING, "FloatTensor", "Float")
float64 = DType("float64", np.dtype(np.float64), FLOATING, "DoubleTensor", "Double")

DTYPES = (bool_, uint8, int8, int16, int32, int64, float16, float32, float64)

ALIASES = {
    "half": float16,
    "float": float32,
    "double": float64,
    "short": int16,
    "int": int32,
    "long": int64,
}
"""PyTorch's second names: `torch.float` is `torch.float32`."""

C_NAMES = {
    "float16": "c10::Half",
    "float32": "float",
    "float64": "double",
    "int16": "short int",
    "int32": "int",
    "int64": "long int",
    "int8": "signed char",
    "uint8": "unsigned char",
}
"""How some of PyTorch's messages say a dtype: as C++ does."""

OF_NUMPY = {dtype.numpy: dtype for dtype in DTYPES}

_SIGNED = {8: int8, 16: int16, 32: int32, 64: int64}


def promote(left: DType, right: DType) -> DType:
    """The dtype that holds both, as `torch.promote_types`."""
    if left is right:
        return left
    if left.category != right.category:
        return left if left.category > right.category else right
    if left.category == INTEGER and uint8 in (left, right):
        other = right if left is uint8 else left
        return _SIGNED[max(16, other.numpy.itemsize * 8)]
    return left if left.numpy.itemsize > right.numpy.itemsize else right


def of_number(value: Number, default: DType) -> DType:
    """The dtype that a Python number would have as a tensor: bool, int64 or the default float."""
    if isinstance(value, bool):
        return bool_
    return int64 if isinstance(value, int) else default


def result_type(
    operands: Sequence[tuple[DType, int]], numbers: Sequence[Number], default: DType
) -> DType:
    """`torch.result_type` of tensors, given as (dtype, number of dimensions), and numbers.

    Tensors with dimensions decide; 0-d tensors, then Python numbers, count only where their
    category (bool, integer, floating) is higher than all before.
    """
    groups: list[DType | None] = [None, None, None]
    for dtype, ndim in operands:
        group = 0 if ndim else 1
        seen = groups[group]
        groups[group] = dtype if seen is None else promote(seen, dtype)
    for number in numbers:
        dtype = of_number(number, default)
        seen = groups[2]
        groups[2] = dtype if seen is None else promote(seen, dtype)
    result: DType | None = None
    for candidate in groups:
        if candidate is not None and (result is None or candidate.category > result.category):
            result = candidate
    assert result is not None
    return result
