"""How PyTorch lays a result out in memory: the strides that `TensorIterator` chooses for it.

Only operands that are not contiguous make it choose; numpy chooses otherwise where two of them
disagree.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gradviz.engine.overlap import NdArray, dense
from gradviz.engine.shapes import Shape


def laid_out(data: NdArray, operands: Sequence[NdArray]) -> NdArray:
    """The elements with the strides that an elementwise op on these operands gives its result."""
    first = operands[0]
    alike = all(
        part.shape == data.shape and part.strides == first.strides and part.dtype == first.dtype
        for part in operands
    )
    if alike and dense(first) and data.itemsize == first.itemsize:
        strides = first.strides
    else:
        strides = _strides(data, operands)
    if data.strides == strides:
        return data
    memory = np.empty(data.size, data.dtype)
    result = np.lib.stride_tricks.as_strided(memory, data.shape, strides)
    result[...] = data
    return result


def _strides(data: NdArray, operands: Sequence[NdArray]) -> tuple[int, ...]:
    """Strides in bytes that leave no gaps, in the order of `_order`."""
    steps = [_steps(part, data.shape) for part in operands]
    strides = [0] * data.ndim
    step = data.itemsize
    for dim in _order(data.shape, steps):
        strides[dim] = step
        step *= data.shape[dim]
    return tuple(strides)


def _steps(array: NdArray, shape: Shape) -> list[int]:
    """An operand's strides for each dimension of the result, 0 where it is broadcast."""
    extra = len(shape) - array.ndim
    here = zip(array.shape, array.strides, shape[extra:], strict=True)
    return [0] * extra + [0 if n == 1 != wanted else stride for n, stride, wanted in here]


def _order(shape: Shape, steps: Sequence[Sequence[int]]) -> list[int]:
    """The dimensions from the innermost to the outermost: `reorder_dimensions`."""
    order = list(reversed(range(len(shape))))
    for start in range(1, len(order)):
        at = start
        for before in reversed(range(start)):
            way = _compared(order[before], order[at], shape, steps)
            if way > 0:
                order[before], order[at] = order[at], order[before]
                at = before
            elif way < 0:
                break
    return order


def _compared(dim: int, other: int, shape: Shape, steps: Sequence[Sequence[int]]) -> int:
    """1 where a dimension belongs outside another one, -1 inside it, 0 where nothing says."""
    for strides in steps:
        left, right = strides[dim], strides[other]
        if left and right:
            if left != right:
                return 1 if left > right else -1
            if shape[dim] > shape[other]:
                return 1
    return 0
