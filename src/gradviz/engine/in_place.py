"""In-place changes: what may be written into, and the history that the writing leaves.

An in-place op runs like any other; its result replaces the elements of its first operand, which
thereby goes into another state. Where the operand is a view, it is the base whose history goes on
(CopySlices), and the view's is made anew from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gradviz.engine.dtypes import FLOATING, OF_NUMPY, Array
from gradviz.engine.messages import (
    CAST_RESULT,
    DETACH_VIEW,
    LEAF_IN_PLACE,
    OUTPUT_SHAPE,
    RESIZE_GRAD,
    VIEW_OF_LEAF_IN_PLACE,
)
from gradviz.engine.op import TABLE, Op
from gradviz.engine.overlap import check_overlap, is_tangled, one_by_one, put
from gradviz.engine.reading import Reading
from gradviz.engine.saving import pack_saved
from gradviz.engine.tensor import Memory, Node, Site, Tensor, cast
from gradviz.engine.views import forbidden, refresh, region_of, wants_grad

if TYPE_CHECKING:
    from gradviz.engine.tape import Tape


def apply_in_place(
    tape: Tape,
    op: Op,
    operands: Sequence[object],
    attrs: dict[str, object],
    site: Site | None = None,
    read: Sequence[object] | None = None,
) -> Tensor:
    """Runs a row and writes its result into the first operand, which is returned.

    `read`: what PyTorch reads in place of the operands themselves, where it expands them first.
    """
    target = operands[0]
    assert type(target) is Tensor
    if op.name == "resize" and target.requires_grad:
        raise RESIZE_GRAD.error()
    check_stale(tape, target)
    apart = op.elementwise and read is None and not tape.grad_enabled
    if apart and _apply_apart(tape, op, operands, attrs, site):
        return target
    reading = Reading(tape, op, operands)
    recorded = reading.requires_grad and tape.grad_enabled
    if recorded:
        check_in_place(tape, target)
    check_overlap(tape, op, target, read or reading.operands, attrs, site)
    data = reading.compute(attrs)
    if op.view:
        return _seen_anew(tape, target, op, reading, attrs, data, site)
    if data.shape != target.shape:
        raise OUTPUT_SHAPE.error(output=list(target.shape), broadcast=list(data.shape))
    result = OF_NUMPY[data.dtype]
    if result.category > target.dtype.category and op.promotes:
        raise CAST_RESULT.error(result=result.scalar_name, wanted=target.dtype.scalar_name)
    if is_tangled(op, target, reading.arrays):
        data = one_by_one(tape, op, target, reading.arrays, attrs)
    through = target.view is not None and (recorded or tape.keeps_writes)
    write(tape, target, data, target.view.base if target.view and through else None)
    if target.dtype.category != FLOATING or not tape.grad_enabled:
        reading.wants = 0
    if op.name in _UNCOUNTED and target.memory is not None:
        target.memory.version -= 1
    if through:
        _written_through(tape, target, op, reading, attrs, site)
    else:
        _state(tape, target, op, reading, reading.inputs, attrs, site)
    return target


def _apply_apart(
    tape: Tape,
    op: Op,
    operands: Sequence[object],
    attrs: dict[str, object],
    site: Site | None,
) -> bool:
    """`apply_in_place` for what optimizers do; False for what is anything else, which is not done.

    That is an elementwise op where no gradient is recorded, on arrays that are wholes, of one
    shape and floating dtype, and on plain numbers: nothing is promoted, broadcast, viewed or
    overlaps, but where an operand is given twice.
    """
    target = operands[0]
    assert type(target) is Tensor
    dtype, shape, numbers = target.dtype, target.shape, False
    inputs: list[int | None] = []
    arrays: list[Array | float] = []
    for operand in operands:
        if type(operand) is Tensor:
            data = operand.data
            if type(data) is not np.ndarray or data.base is not None or data.shape != shape:
                return False
            if operand.dtype is not dtype or operand.view is not None:
                return False
            inputs.append(operand.at)
            arrays.append(data)
        elif type(operand) is float:
            numbers = True
            inputs.append(None)
            arrays.append(operand)
        else:
            return False
    before = tape.nodes[target.at]
    if dtype.computes is not None or dtype.category != FLOATING or before.wants or op.view:
        return False
    if not target.data.flags.c_contiguous or tape.keeps_writes or op.name in _UNCOUNTED:
        return False
    tape.budget.charge_op(*op.cost(*arrays, **attrs))
    result: Array = op.forward(*arrays, **attrs)  # type: ignore[assignment]
    if type(result) is not np.ndarray or result.dtype is not dtype.numpy or result.shape != shape:
        return False
    versions = None
    if any(type(each) is Tensor and each.version for each in operands):
        versions = tuple([each.version if type(each) is Tensor else 0 for each in operands])
    write(tape, target, result)
    if numbers:
        attrs = attrs | {
            name: value for name, value, i in zip(op.operands, operands, inputs, strict=False)
            if i is None
        }  # fmt: skip
    node = Node(
        len(tape.nodes), target, target.data, op, tuple(inputs), attrs, 0, site, tape.scope,
        target.version, 0, versions,
    )  # fmt: skip
    if any(type(each) is Tensor and each.requires_grad for each in operands):
        node.cut = tape.cut_by
    tape.nodes.append(node)
    target.at = node.id
    return True


def _seen_anew(
    tape: Tape,
    target: Tensor,
    op: Op,
    reading: Reading,
    attrs: dict[str, object],
    data: Array,
    site: Site | None,
) -> Tensor:
    """Gives a tensor another shape or order in the same memory: `x.t_()`."""
    tape.budget.charge_op(target.data.size, target.data.size)
    tape.nodes[target.at].data = target.data.copy()
    target.data = data
    if target.memory is None:
        target.memory = Memory()
    target.memory.version += 1
    tape.changes += 1
    if not tape.grad_enabled:
        reading.wants = 0
    _state(tape, target, op, reading, reading.inputs, attrs, site)
    return target


def _state(
    tape: Tape,
    target: Tensor,
    op: Op,
    reading: Reading,
    inputs: tuple[int | None, ...],
    attrs: dict[str, object],
    site: Site | None,
) -> Node:
    """The node that an in-place op gives to a tensor."""
    wants = reading.wants
    before = tape.nodes[target.at]
    kept = not tape.grad_enabled and bool(before.wants)
    node = Node(
        len(tape.nodes),
        target,
        target.data,
        op,
        inputs,
        reading.attributes(attrs),
        wants,
        site,
        tape.scope,
        target.version,
        0,
        reading.versions,
    )
    if wants:
        tape.leave_hooks(target)
    if kept:
        node.history = before.history or before
        node.wants = node.history.wants
    elif not wants and reading.requires_grad:
        node.cut = op.title if tape.grad_enabled else tape.cut_by
    tape.nodes.append(node)
    target.at = node.id
    tape.hooks += op.barred
    if wants:
        target.requires_grad, target.is_leaf = True, False
        pack_saved(tape, node)
    return node


def _written_through(
    tape: Tape,
    target: Tensor,
    op: Op,
    reading: Reading,
    attrs: dict[str, object],
    site: Site | None,
) -> None:
    """The history of a change through a view: the base's (CopySlices), then the view's anew."""
    assert target.view is not None
    base = target.view.base
    region = region_of(target)
    reading.wants = reading.wants & ~1 | int(base.requires_grad)
    node = _state(tape, base, op, reading, (base.at, *reading.inputs[1:]), attrs, site)
    node.region = region
    refresh(tape, target)


def check_stale(tape: Tape, target: Tensor) -> None:
    """PyTorch's error for a view that had no history, while its base has got one since.

    It takes such a view for a leaf until somebody asks for its grad_fn.
    """
    view = target.view
    if view is None or view.seen == target.version or not target.is_leaf:
        return
    if tape.grad_enabled and view.base.requires_grad:
        target.requires_grad = True
        check_in_place(tape, target)


def check_target(tape: Tape, operands: Sequence[object]) -> None:
    """PyTorch's errors for what must not be written into; they come before those of the op."""
    target = operands[0]
    if type(target) is not Tensor or not tape.grad_enabled:
        return
    check_stale(tape, target)
    if any(type(operand) is Tensor and wants_grad(operand) for operand in operands):
        check_in_place(tape, target)


def check_in_place(tape: Tape, target: Tensor) -> None:
    """PyTorch's errors for writing into a leaf that requires grad, or into a view of one."""
    view = target.view
    if view is not None:
        if view.mode:
            raise forbidden(tape, target, "is being")
        if target.requires_grad and view.base.is_leaf:
            raise VIEW_OF_LEAF_IN_PLACE.error()
    if target.is_leaf and target.requires_grad:
        raise LEAF_IN_PLACE.error()


def write(tape: Tape, target: Tensor, data: Array, base: Tensor | None = None) -> None:
    """Replaces a tensor's elements, and so some of its base's, where that gets a new state.

    The states before keep a copy, the version goes up.
    """
    data = cast(data, target.dtype)
    held = target.data
    if type(held) is np.ndarray:
        if tape.overwriting is not None:
            for tensor in tape.sharing.others(tape, target):
                tape.overwriting(tensor)
        for tensor in (target,) if base is None else (target, base):
            keep_state(tape, tensor)
        put(held, data)
    else:
        target.data = data[()] if type(data) is np.ndarray else data
    if target.memory is None:
        target.memory = Memory()
    target.memory.version += 1
    tape.changes += 1


def keep_state(tape: Tape, tensor: Tensor) -> None:
    """Lets a tensor's present state have its elements to itself, before there is another state."""
    before = tape.nodes[tensor.at]
    tape.budget.charge_op(tensor.data.size, tensor.data.size)
    before.data, before.version = tensor.data.copy(), tensor.version


_UNCOUNTED = {"running_statistic"}
"""What writes behind autograd's back: the version stays."""


def detach_in_place(tape: Tape, tensor: Tensor, site: Site | None) -> None:
    """`x.detach_()`: the tensor is a leaf from now on."""
    if tensor.view is not None:
        raise DETACH_VIEW.error()
    keep_state(tape, tensor)
    node = Node(len(tape.nodes), tensor, tensor.data, _detach_row(), (tensor.at,))
    node.site, node.scope, node.version, node.cut = site, tape.scope, tensor.version, "detach"
    tape.nodes.append(node)
    tensor.at = node.id
    tensor.requires_grad, tensor.is_leaf = False, True
    tape.changes += 1


def _detach_row() -> Op:
    row = TABLE["detach"]
    assert isinstance(row, Op)
    return row


def replace_data(tape: Tape, tensor: Tensor, data: Array, site: Site | None) -> None:
    """Gives a tensor other elements, and their dtype, behind autograd's back: `x.data = y`."""
    before = tape.nodes[tensor.at]
    tensor.data, tensor.dtype = data, OF_NUMPY[data.dtype]
    node = Node(
        len(tape.nodes), tensor, data, before.op, before.inputs, before.attrs, before.wants,
        site, tape.scope, before.version, before.output, before.saved_versions,
    )  # fmt: skip
    tape.replaced[before.id] = node.id
    tape.changes += 1
    tape.nodes.append(node)
    tensor.at = node.id
