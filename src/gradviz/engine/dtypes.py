"""PyTorch's dtypes, and how it chooses one for a result (type promotion)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

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
    computes: np.dtype[np.generic] | None = None
    """What ops compute in, where numpy's arithmetic does not keep to the dtype itself."""
    plain: bool = False
    """Whether numbers of it that meet Python's stay of it in numpy."""

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
float16 = DType("float16", np.dtype(np.float16), FLOATING, "HalfTensor", "Half", plain=True)
float32 = DType("float32", np.dtype(np.float32), FLOATING, "FloatTensor", "Float", plain=True)
float64 = DType("float64", np.dtype(np.float64), FLOATING, "DoubleTensor", "Double", plain=True)

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
    "bfloat16": "c10::BFloat16",
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


@cache
def bfloat16() -> DType:
    """`torch.bfloat16`, which numpy does not have: few programs want the library that does."""
    import ml_dtypes  # noqa: PLC0415

    numpy = np.dtype(ml_dtypes.bfloat16)
    dtype = DType("bfloat16", numpy, FLOATING, "BFloat16Tensor", "BFloat16", computes=float32.numpy)
    OF_NUMPY[numpy] = dtype
    return dtype


def limits_of(dtype: DType) -> np.finfo[np.floating]:
    """What numbers a floating dtype holds."""
    if dtype.computes is None:
        return np.finfo(dtype.name)
    import ml_dtypes  # noqa: PLC0415

    return ml_dtypes.finfo(dtype.numpy)  # type: ignore[no-untyped-call]


def widened(value: object) -> object:
    """What a rule is given, with elements in the dtype that ops compute in."""
    if isinstance(value, list | tuple):
        return [widened(part) for part in value]
    return wide(value) if isinstance(value, np.ndarray | np.generic) else value


def wide(data: Array) -> Array:
    """Elements in the dtype that ops compute in."""
    dtype = OF_NUMPY.get(data.dtype)
    if dtype is None or dtype.computes is None:
        return data
    wider: Array = data.astype(dtype.computes)
    return wider


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
    if left.numpy.itemsize == right.numpy.itemsize:  # float16 and bfloat16: neither holds both
        return float32
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
