"""Views: which tensors share their elements, and the history of a view whose base was changed.

After an in-place change of a base (or of another view of it) a view's own history is stale. It gets
the one that it has now when it is looked at next: a part of the base's present state, which
PyTorch names AsStridedBackward0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradviz.engine.dtypes import Array
from gradviz.engine.messages import (
    VIEW_IN_NO_GRAD,
    VIEW_IN_PLACE,
    VIEW_OF_CUSTOM,
    VIEW_OF_MANY,
    TorchError,
)
from gradviz.engine.op import TABLE, Op
from gradviz.engine.tensor import ENDS_HERE, Memory, Node, Region, Tensor, View

if TYPE_CHECKING:
    from gradviz.engine.tape import Tape


def share(tape: Tape, view: Tensor, node: Node, source: Tensor, op: Op) -> None:
    """Notes that a result lies in its operand's memory, where it does."""
    if view.data.size and not np.may_share_memory(view.data, source.data):
        if view.data.ndim == 0:
            view.data = node.data = np.asarray(view.data)[()]
        return
    if source.memory is None:
        source.memory = Memory()
    view.memory = source.memory
    node.version = view.memory.version
    if op.differentiable:
        base = source.view.base if source.view else source
        inherited = source.view.mode if source.view else ""
        mode = "no_grad" if not tape.grad_enabled else "many" if op.outputs else ""
        view.view = View(base, node.version, mode or inherited)
        view.requires_grad = view.requires_grad or base.requires_grad


class Sharing:
    """Which tensors that a program can still name lie in the same memory.

    It is found out when something is about to be written into, so that ops need not.
    """

    def __init__(self) -> None:
        self.seen = 0
        """How many nodes of the tape have been looked at."""
        self.groups: dict[int, dict[object, Tensor]] = {}
        """By the array that owns the memory; in a group, by the tensor's name."""
        self.displaced: dict[int, list[Tensor]] = {}
        """Those that have lost their name to another tensor since there was a change."""
        self.lent: list[Tensor] = []
        """Those whose memory an array outside the tape shows, since `look` looked last."""

    def others(self, tape: Tape, target: Tensor) -> list[Tensor]:
        """The tensors, but for `target`, whose elements change with those of `target`."""
        data = target.data
        if not isinstance(data, np.ndarray):
            return []
        return [tensor for tensor in self.holders(tape, data) if tensor is not target]

    def holders(self, tape: Tape, data: Array) -> list[Tensor]:
        """The tensors whose elements change with those of an array."""
        self.look(tape)
        owner = _owner(data)
        if owner not in self.groups:
            return []
        held_by = dict.fromkeys([*self.groups[owner].values(), *self.displaced.pop(owner, ())])
        return [tensor for tensor in held_by if np.may_share_memory(tensor.data, data)]

    def look(self, tape: Tape) -> None:
        """Takes in the views that have been made since it last did."""
        nodes = tape.nodes
        for i in range(self.seen, len(nodes)):
            op = nodes[i].op
            if op is not None and op.view:
                source = nodes[i].inputs[0]
                assert source is not None
                self.add(nodes[source].tensor)
                self.add(nodes[i].tensor)
        self.seen = len(nodes)
        while self.lent:
            self.add(self.lent.pop())

    def keep(self, alive: set[int], tape: Tape) -> None:
        """After nodes were dropped: only the tensors with these `id`s are still there."""
        groups, self.groups, self.seen = self.groups, {}, len(tape.nodes)
        for group in groups.values():
            for tensor in group.values():
                if id(tensor) in alive:
                    self.add(tensor)
        for owner, tensors in list(self.displaced.items()):
            self.displaced[owner] = [tensor for tensor in tensors if id(tensor) in alive]
            if not self.displaced[owner]:
                del self.displaced[owner]

    def tensors(self) -> list[Tensor]:
        """All that it refers to, as often as it does."""
        found = [tensor for group in self.groups.values() for tensor in group.values()]
        return found + [tensor for tensors in self.displaced.values() for tensor in tensors]

    def add(self, tensor: Tensor) -> None:
        """Puts a tensor that a program can name into its group."""
        data = tensor.data
        if isinstance(data, np.ndarray) and (tensor.names or tensor.owner is not None):
            name = tensor.names[0] if tensor.names else tensor.owner
            owner = _owner(data)
            group = self.groups.setdefault(owner, {})
            before = group.get(name, tensor)
            if before is not tensor:
                self.displaced.setdefault(owner, []).append(before)
            group[name] = tensor


def _owner(data: Array) -> int:
    """Stands for the memory that an array shows."""
    while isinstance(data.base, np.ndarray):
        data = data.base
    return id(data)


def wants_grad(tensor: Tensor) -> bool:
    """Whether a tensor requires grad, if only by its base since that was changed."""
    return tensor.requires_grad or (tensor.view is not None and tensor.view.base.requires_grad)


def refresh(tape: Tape, tensor: Tensor) -> None:
    """Gives a view whose base has been changed in place the history that it has now."""
    view = tensor.view
    if view is None:
        return
    tensor.requires_grad = wants_grad(tensor)
    if view.seen == tensor.version:
        return
    base = view.base
    if not base.requires_grad and tensor.is_leaf:
        return
    if view.mode:
        if not tape.grad_enabled:  # nothing asks for its history
            return
        raise forbidden(tape, tensor, "its base or another view of its base has been")
    view.seen = tensor.version
    region = region_of(tensor)
    attrs: dict[str, object] = {
        "size": region.size, "stride": region.stride, "storage_offset": region.offset,
    }  # fmt: skip
    if region.order is not None:
        attrs["order"] = region.order
    node = Node(len(tape.nodes), tensor, tensor.data, TABLE["as_strided"], (base.at,), attrs)  # type: ignore[arg-type]
    node.wants = 1 if base.requires_grad else ENDS_HERE
    node.version, node.scope = tensor.version, tape.scope
    node.site = tape.nodes[tensor.at].site
    tape.leave_hooks(tensor)
    tape.nodes.append(node)
    tensor.at = node.id
    tensor.requires_grad, tensor.is_leaf = True, False


def forbidden(tape: Tape, tensor: Tensor, what: str) -> TorchError:
    """The error for an in-place change around a view of which autograd cannot keep track."""
    assert tensor.view is not None
    mode = tensor.view.mode
    tracked = mode != "no_grad"
    node = tape.nodes[tensor.at]
    grad_fn = tape.grad_fn_of(node)
    which, how = "A view was created in", " with grad mode enabled"
    if grad_fn is not None:
        which = f"Output {node.output} of {in_messages(grad_fn)} is a view"
        which += "" if tracked else " of a view which was created in"
    if tracked and grad_fn is not None:
        which, how = f"{which} and {what}", ""
    else:
        which = f"{which} no_grad mode and {what}"
    return VIEW_IN_PLACE.error(which=which, how=how, reason=_REASONS[mode])


_REASONS = {"many": VIEW_OF_MANY, "custom": VIEW_OF_CUSTOM, "no_grad": VIEW_IN_NO_GRAD}


def in_messages(grad_fn: str) -> str:
    """What PyTorch's errors call a node: "Max1" for MaxBackward1."""
    if grad_fn in ("CopyBackwards", "CopySlices"):
        return f"torch::autograd::{grad_fn}"
    name, _, number = grad_fn.rpartition("Backward")
    return name + number.removesuffix("0")


def offset(view: Tensor) -> int:
    """Where in its base a view begins, in elements."""
    return region_of(view).offset


def region_of(tensor: Tensor) -> Region:
    """Where in its base a view lies."""
    assert tensor.view is not None
    base = tensor.view.base.data
    data = tensor.data
    width = data.itemsize
    start: int = data.__array_interface__["data"][0]
    origin: int = base.__array_interface__["data"][0]
    offset = (start - origin) // width if data.size else 0
    strides = tuple(n // width for n in data.strides)
    order = None
    if not base.flags.c_contiguous:
        order = tuple(sorted(range(base.ndim), key=lambda dim: -base.strides[dim]))
    return Region(tensor.at, data.shape, strides, offset, order)
