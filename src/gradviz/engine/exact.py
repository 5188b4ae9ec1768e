"""Transcendental functions as PyTorch has them, to the last place.

numpy's float32 `exp` and `tanh` differ from PyTorch's by one unit in the last place on a third of
all inputs; computed in float64 and rounded they agree on 99 %, and no longer depend on the CPU's
vector unit. So scalars and small arrays go through float64; large ones do not, for speed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gradviz.engine.op import Value

SMALL = 16_384
"""Up to so many elements an array goes through float64."""

float32 = np.float32
_HALF_PRECISION = (np.dtype(np.float32), np.dtype(np.float16))


def through_float64(
    ufunc: Callable[[Value], Value], of_float: Callable[[float], float] | None = None
) -> Callable[[Value], Value]:
    """`ufunc` on arrays and scalars; float32 and float16 through float64 where they are small.

    `of_float` is the same function on Python floats (from `math`): five times faster than numpy's
    on a scalar. Where it raises (outside its domain, overflow), `ufunc` answers.
    """

    def compute(input: Value) -> Value:
        kind = type(input)
        if kind is float32:
            if of_float is not None:
                try:
                    return float32(of_float(input))
                except (ValueError, OverflowError):
                    pass
            return float32(ufunc(float(input)))
        if kind is float or kind is int:
            return float(ufunc(input))
        if input.dtype in _HALF_PRECISION and input.size <= SMALL:
            return ufunc(input.astype(np.float64)).astype(input.dtype)
        return ufunc(input)

    return compute


def by_element(of_float: Callable[[float], float]) -> Callable[[Value], Value]:
    """A function that numpy does not have, applied to one element after the other."""

    def compute(input: Value) -> Value:
        array = np.asarray(input)
        values = np.fromiter(map(of_float, array.ravel().tolist()), np.float64, array.size)
        return values.reshape(array.shape).astype(array.dtype)[()]

    return compute


def power(input: Value, exponent: Value) -> Value:
    """`input ** exponent`; small integer powers by multiplication, as PyTorch does."""
    if isinstance(exponent, float | int):
        by_hand = _POWERS.get(exponent)
        if by_hand is not None and (exponent > 0 or _floating(input)):
            return by_hand(input)
    array = input if hasattr(input, "dtype") else exponent
    if array.dtype.kind in "iu":
        return _integer_power(np.asarray(input), np.asarray(exponent))
    if array.dtype not in _HALF_PRECISION or array.size > SMALL:
        return input**exponent
    return (np.asarray(input, np.float64) ** np.asarray(exponent, np.float64)).astype(array.dtype)


def _integer_power(input: Value, exponent: Value) -> Value:
    """Integers to integer powers; a negative power of anything but 1 and -1 is 0."""
    result = input ** np.maximum(exponent, 0)
    unit = np.where(input == 1, 1, np.where(input == -1, 1 - 2 * (exponent % 2), 0))
    return np.where(exponent < 0, unit, result).astype(result.dtype)


def _floating(input: Value) -> bool:
    return bool(input.dtype.kind == "f")


_POWERS: dict[float, Callable[[Value], Value]] = {
    1: lambda x: x,
    2: lambda x: x * x,
    3: lambda x: x * x * x,
    -1: lambda x: 1 / x,
    -2: lambda x: 1 / (x * x),
}


exp = through_float64(np.exp, math.exp)
log = through_float64(np.log, math.log)
log1p = through_float64(np.log1p, math.log1p)
expm1 = through_float64(np.expm1, math.expm1)


def sigmoid(input: Value) -> Value:
    """1 / (1 + exp(-x)), each step rounded to the dtype, as PyTorch has it."""
    return 1 / (1 + exp(-input))


IN_ORDER = 4
VECTOR = 8
LEVEL = 16
COLUMNS = 4
IN_VECTORS = VECTOR * COLUMNS * 16
"""Numbers that PyTorch adds up without levels (vectors of 8, as of AVX2)."""


def total(rows: Value) -> Value:
    """The sum along the first axis of float32 rows that lie as PyTorch's inner loop reads them.

    In PyTorch's order as far as that does not hang on the CPU: up to 4 one after the other, to 7
    in four columns, to 512 in four columns of vectors; more through float64.
    """
    size = len(rows)
    if size <= IN_ORDER:
        return rows.sum(axis=0)
    if size < VECTOR:
        return _in_order(_in_columns(rows))
    if size > IN_VECTORS:
        return rows.sum(axis=0, dtype=np.float64).astype(np.float32)
    whole = size // VECTOR * VECTOR
    lanes = _in_order(_in_columns(rows[:whole].reshape(-1, VECTOR, *rows.shape[1:])))
    return _in_order([*rows[whole:], *lanes])


def total_of_columns(matrix: Value) -> Value:
    """The sums of the columns of a contiguous float32 matrix of up to 16 rows.

    PyTorch adds up blocks of columns row by row, and the columns left over as in `total`.
    """
    count = matrix.shape[1]
    block = COLUMNS if count < VECTOR else COLUMNS * VECTOR
    whole = count // block * block
    left = _in_order(_in_columns(matrix[:, whole:])) if whole < count else matrix[0, :0]
    return np.concatenate([matrix[:, :whole].sum(axis=0), left])


def _in_columns(rows: Value) -> list[Value]:
    """Each fourth row added up, from the four first; what is left over goes to the first sum."""
    count = len(rows) // COLUMNS * COLUMNS
    if not count:
        return list(rows)
    columns = list(rows[:count].reshape(-1, COLUMNS, *rows.shape[1:]).sum(axis=0))
    for row in rows[count:]:
        columns[0] = columns[0] + row
    return columns


def _in_order(numbers: list[Value]) -> Value:
    """Their sum, one after the other."""
    result = numbers[0]
    for number in numbers[1:]:
        result = result + number
    return result
