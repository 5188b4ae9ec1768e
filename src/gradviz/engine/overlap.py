"""Memory that elements share: what must not be written into, and what comes of it where one may.

The checks are those of PyTorch's `aten/src/ATen/MemoryOverlap.cpp`, which only sees through tensors
whose elements fill their piece of memory. Where it lets an op write what it is about to read, the
op goes through the elements one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeGuard

import numpy as np

from gradviz.engine.dtypes import Array
from gradviz.engine.messages import ON_EXPANDED, OVERLAP, PARTIAL_OVERLAP
from gradviz.engine.op import Op
from gradviz.engine.tensor import Site, Tensor

if TYPE_CHECKING:
    from gradviz.engine.tape import Tape

NdArray = np.ndarray[tuple[int, ...], np.dtype[np.generic]]

FILLS = {"fill.Scalar", "zero"}
"""What may write into memory that several elements share."""
DEPRECATED = {
    "masked_fill.Scalar": ("masked_fill_", "mask", "scalar"),
    "masked_fill.Tensor": ("masked_fill_", "mask", "scalar"),
    "index_put": ("index_put_", "indices", "tensor"),
    "index_fill.Scalar": ("index_fill_", "index", "value"),
    "index_fill.Tensor": ("index_fill_", "index", "value"),
}
"""What still may, and the words of the warning."""
APART = {
    "index_put", "index_add.row", "index_copy.row", "scatter.value", "scatter.src",
    "scatter.reduce", "scatter_add.row", "scatter_reduce.row",
}  # fmt: skip
"""What must not even read the very tensor that it writes into."""
EACH = 50
"""What an element costs where they are gone through one by one."""


def check_overlap(
    tape: Tape,
    op: Op,
    target: Tensor,
    operands: Sequence[object],
    attrs: dict[str, object],
    site: Site | None,
) -> None:
    """PyTorch's errors for elements that share memory with each other, or with operands'."""
    held = target.data
    if not is_array(held) or op.name in FILLS or op.view:
        return
    read = _read(op, operands, attrs)
    if op.name == "copy" and _same(held, read[0]):
        return
    if op.name in DEPRECATED and _repeats(held):
        _warn(tape, op.name, site)
        if op.name == "index_put" and _fills_a_mask(operands[1], attrs["indices"]):
            _warn(tape, "masked_fill.Scalar", site)
    elif _repeats(held):
        raise OVERLAP.error()
    for array in read:
        itself = array is held and op.name not in APART
        if not itself and is_array(array) and _is_shared(held, array, op.name in APART):
            raise PARTIAL_OVERLAP.error()


def _warn(tape: Tape, name: str, site: Site | None) -> None:
    op, at, value = DEPRECATED[name]
    if site is not None:
        tape.warn(ON_EXPANDED.of(op=op, at=at, value=value), site)


def _read(op: Op, operands: Sequence[object], attrs: dict[str, object]) -> list[object]:
    """The arrays that PyTorch compares with what is written."""
    if op.name.startswith("fill."):  # it takes a copy of the value
        return []
    count = 2 if op.name in DEPRECATED else len(operands)  # a value that fills is one number
    if op.name == "index_put":
        indices: Sequence[object] = attrs["indices"]  # type: ignore[assignment]
        if _fills_a_mask(operands[1], indices):
            count = 1
        return [*_arrays(operands[1:count]), *indices]
    return _arrays(operands[1:count])


def _arrays(operands: Sequence[object]) -> list[object]:
    return [operand.data if type(operand) is Tensor else operand for operand in operands]


def _fills_a_mask(value: object, indices: object) -> bool:
    """Whether PyTorch takes `x[mask] = value` for `masked_fill_`."""
    given = [index for index in indices if index is not None]  # type: ignore[attr-defined]
    one = type(value) is Tensor and value.data.size == 1
    return one and len(given) == 1 and given[0].dtype == np.bool_


def is_array(data: object) -> TypeGuard[NdArray]:
    """Whether elements lie in memory that others can share."""
    return type(data) is np.ndarray


def _repeats(array: NdArray) -> bool:
    """Whether one number stands for many elements."""
    return any(n > 1 and not step for n, step in zip(array.shape, array.strides, strict=True))


def _same(held: NdArray, read: object) -> bool:
    """Whether both are the same elements in the same order, so that nothing is to be copied."""
    return (
        is_array(read)
        and held.dtype == read.dtype
        and held.shape == read.shape
        and held.strides == read.strides
        and _place(held) == _place(read)
    )


def _is_shared(held: NdArray, read: NdArray, apart: bool) -> bool:
    """Whether PyTorch sees that elements to be written are read as other elements, or at all."""
    if not (held.size and read.size and np.may_share_memory(held, read)):
        return False
    if not (dense(held) and dense(read)):
        return False
    same = held.size == read.size and _place(held) == _place(read)
    return apart or not same or held.strides != read.strides


def _place(array: NdArray) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


def dense(array: NdArray) -> bool:
    """Whether its elements fill their piece of memory, each once, in whatever order."""
    width = array.itemsize
    for stride, n in sorted(zip(array.strides, array.shape, strict=True)):
        if n != 1:
            if stride != width:
                return False
            width *= n
    return True


def put(held: NdArray, data: Array) -> None:
    """Writes elements; where several share memory, those that are not what they were."""
    if _repeats(held):
        np.copyto(held, data, where=held.copy() != data)
    else:
        held[...] = data


def is_tangled(op: Op, target: Tensor, arrays: Sequence[object]) -> bool:
    """Whether an op that goes through the elements may read what it has just written."""
    held = target.data
    if not (op.elementwise or op.name == "copy") or not is_array(held) or held.size < 2:
        return False
    if _crosses(held):
        return True
    return not dense(held) or any(
        is_array(read) and not dense(read) and np.may_share_memory(held, read)
        for read in arrays[1:]
    )  # fmt: skip


def _crosses(array: NdArray) -> bool:
    """Whether elements share memory although no step is 0, as windows do."""
    extent = array.itemsize
    for stride, n in sorted(zip(array.strides, array.shape, strict=True)):
        if n > 1:
            if stride < extent:
                return True
            extent += stride * (n - 1)
    return False


def one_by_one(
    tape: Tape, op: Op, target: Tensor, arrays: Sequence[object], attrs: dict[str, object]
) -> Array:
    """What an elementwise op leaves in its target, where each step sees what those before wrote.

    PyTorch goes through the elements in order of memory. With many of them it does so in blocks
    whose size is the machine's; here it is one.
    """
    held = target.data
    assert is_array(held)
    tape.budget.charge_op(held.size, EACH * held.size)
    before = held.copy()
    read = [np.broadcast_to(array, held.shape) if is_array(array) else array for array in arrays]
    order = sorted(range(held.ndim), key=lambda dim: -held.strides[dim])
    for steps in np.ndindex(*(held.shape[dim] for dim in order)):
        at = tuple(step for _, step in sorted(zip(order, steps, strict=True)))
        held[at] = op.forward(*[a[at] if is_array(a) else a for a in read], **attrs)  # type: ignore[assignment]
    written = held.copy()
    held[...] = before
    return written
