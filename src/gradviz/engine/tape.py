"""The tape: every state of every tensor, in order of creation.

It is a flat list of nodes that only grows: a node's inputs are ids before its own, so that walking
it backwards is already a backward order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from gradviz.engine.dtypes import FLOATING, OF_NUMPY, Array, DType, float32, wide
from gradviz.engine.in_place import apply_in_place, keep_state
from gradviz.engine.messages import Warned
from gradviz.engine.on_tape import lift, unlift
from gradviz.engine.op import TABLE, Callee, Composite, Op, Overload, Query, parameter_names
from gradviz.engine.overlap import dense
from gradviz.engine.reading import EXACT_INT, Reading
from gradviz.engine.saving import Packed, SavedHooks, pack_saved
from gradviz.engine.shapes import Shape
from gradviz.engine.tensor import Hooks, Memory, Node, Region, Site, Tensor
from gradviz.engine.views import Sharing, share
from gradviz.limits import Budget


class Running(msgspec.Struct, frozen=True):
    """A backward pass that is under way."""

    number: int
    """Its own among all passes of the run, from 1."""
    stores: bool
    """Whether it, and each pass around it, stores into all leaves that it comes to."""


class Anomaly:
    """Anomaly detection: what a pass looks for, and whom it tells."""

    __slots__ = ("check_nan", "enabled", "report", "seen", "since")

    def __init__(self, report: Callable[[Node], None]) -> None:
        self.report = report
        """Is told of the node whose rule failed, or gave nan."""
        self.enabled = False
        self.check_nan = True
        self.since = 0
        """The first node that was made since it was enabled."""
        self.seen: list[range] = []
        """The nodes that were made while it was enabled before."""

    def switch(self, enabled: bool, check_nan: bool, nodes: int) -> None:
        """Turns it on or off; the tape has so many nodes now."""
        if self.enabled:
            self.seen.append(range(self.since, nodes))
        self.enabled, self.check_nan, self.since = enabled, check_nan, nodes

    def knows(self, node: Node) -> bool:
        """Whether the node was made while it was enabled."""
        return (self.enabled and node.id >= self.since) or any(node.id in r for r in self.seen)


NodeHook = Callable[[tuple[Tensor | None, ...], tuple[Tensor, ...]], object]
"""Takes the gradients of a node's inputs and of its results."""


def _by_position(
    op: Op, args: Sequence[object], attrs: dict[str, object]
) -> tuple[Sequence[object], dict[str, object]]:
    """Operands that were given by name in their places, None or their default in those between."""
    names = op.operands[len(args) :]
    given = [at for at, name in enumerate(names) if name in attrs]
    if op.variadic or not given:
        return args, attrs
    names = names[: given[-1] + 1]
    rest = {name: value for name, value in attrs.items() if name not in names}
    return [*args, *(attrs.get(name, op.defaults.get(name)) for name in names)], rest


KEEP_LAYOUT = {
    "argsort", "binary_cross_entropy.row", "clone", "flip", "huber_loss.row", "index_fill.Scalar",
    "index_fill.Tensor", "index_put", "mse_loss.row", "smooth_l1_loss.row", "sort", "to",
}  # fmt: skip
"""What gives its result the operands' strides as elementwise ops do."""


def _lays_out(op: Op) -> bool:
    """Whether its forward itself lays the result out as PyTorch does."""
    return op.name == "index" or op.family == "conv"


def _laid_out(data: np.ndarray[Shape, np.dtype[np.generic]], reading: Reading) -> Array:
    """What an op computed for each element, with the strides that PyTorch gives it."""
    arrays = [part for part in reading.arrays if type(part) is np.ndarray]
    if all(part.flags.c_contiguous for part in arrays):
        return data if data.flags.c_contiguous else np.ascontiguousarray(data)
    from gradviz.engine.layout import laid_out  # noqa: PLC0415  # seldom needed

    return laid_out(data, arrays)


class Tape:
    """All nodes of one run, and the modes that decide what new ones record."""

    def __init__(self, budget: Budget) -> None:
        self.nodes: list[Node] = []
        self.budget = budget
        self.grad_enabled = True
        self.cut_by = "no_grad"
        """The word for what turned `grad_enabled` off."""
        self.default_dtype = float32
        self.scope: int | None = None
        self.changes = 0
        """How often any tensor has been changed in place."""
        self.keeps_writes = False
        """Whether what is written through a view is a state of its base's though no gradient is
        recorded: tangents are."""
        self.replaced: dict[int, int] = {}
        """By the id of a node whose elements were replaced by `x.data = y`: the next one's."""
        self.overwriting: Callable[[Tensor], None] | None = None
        """Is told of a tensor whose elements are about to be changed through another one."""
        self.sharing = Sharing()
        self.node_hooks: dict[int, dict[int, NodeHook]] = {}
        """By a node's id: what is called after its rules were applied."""
        self.hooks_before: dict[int, Hooks] = {}
        """By the id of a node that is no tensor's present state any more: its hooks."""
        self.saved_hooks: list[SavedHooks] = []
        """What tensors that are saved for backward go through, innermost last."""
        self.packed: dict[int, dict[str, Packed]] = {}
        """By a node's id: what has gone through such hooks."""
        self.passes = 0
        """How many backward passes have begun."""
        self.running: Running | None = None
        """The backward pass that is under way, the innermost one."""
        self.anomaly: Anomaly | None = None
        """What looks for nan in backward passes, if anything does."""
        self.warn: Callable[[Warned, Site], None] = lambda warned, site: None
        """What is told of PyTorch's warnings."""
        self.hooks = 0
        """How many hooks tensors have had, and results that cannot be differentiated: with any,
        the order of a pass can be seen."""
        self.watched = False
        """Whether functions of the program's see a pass: the `backward` of one of its own."""

    def leaf(
        self,
        data: Array,
        *,
        dtype: DType | None = None,
        requires_grad: bool = False,
        site: Site | None = None,
        cut: str = "",
    ) -> Tensor:
        """A tensor that no op made: data, a parameter, a gradient that was stored."""
        id = len(self.nodes)
        tensor = Tensor(id, data, dtype or OF_NUMPY[data.dtype], requires_grad)
        self.nodes.append(Node(id, tensor, data, site=site, scope=self.scope, cut=cut))
        return tensor

    def call(
        self,
        callee: Callee,
        args: Sequence[object],
        attrs: dict[str, object],
        site: Site | None = None,
    ) -> object:
        """Calls a row, overload, composite or query on tensors (and numbers, and attributes).

        A row with one result gives a Tensor, one with several a tuple of them, a query a plain
        value.
        """
        while isinstance(callee, Overload):
            callee = callee.choose(*args, **attrs)
        if isinstance(callee, Op):
            count = callee.arity
            if attrs and len(args) < count:
                args, attrs = _by_position(callee, args, attrs)
            if len(args) > count:
                attrs = {**attrs, **dict(zip(callee.params[count:], args[count:], strict=False))}
                args = args[:count]
            if "inplace" in attrs:
                attrs = dict(attrs)
                if attrs.pop("inplace"):
                    return apply_in_place(self, callee, args, attrs, site)
            return self.apply(callee, args, attrs, site)
        if isinstance(callee, Query):
            return self._answer(callee, args, attrs)
        assert isinstance(callee, Composite)
        lifted = [lift(self, arg, site) for arg in args]
        lifted_attrs = {name: lift(self, value, site) for name, value in attrs.items()}
        return unlift(callee.body(*lifted, **lifted_attrs))

    def apply(
        self,
        op: Op,
        operands: Sequence[object],
        attrs: dict[str, object],
        site: Site | None = None,
    ) -> Tensor | tuple[Tensor, ...]:
        """Runs a row and writes its results on the tape; the cost is charged before it is spent."""
        if op.plain and not attrs and not self.saved_hooks:
            result = self._apply_plain(op, operands, attrs, site)
            if result is not None:
                return result
        reading = Reading(self, op, operands)
        data = reading.compute(attrs)
        if op.outputs:
            assert isinstance(data, tuple | list)
            first = len(self.nodes)
            results = tuple([
                self._result(op, reading, part, attrs, site, output=i, first=first)
                for i, part in enumerate(data)
            ])  # fmt: skip
            if self.saved_hooks and results:
                pack_saved(self, self.nodes[first])
            return results
        result = self._result(op, reading, data, attrs, site)
        if self.saved_hooks:
            pack_saved(self, self.nodes[result.at])
        return result

    def _answer(self, query: Query, args: Sequence[object], attrs: dict[str, object]) -> object:
        """The plain value of a query; the cost is charged before it is spent."""
        arrays = [wide(arg.data) if type(arg) is Tensor else arg for arg in args]
        elements, work = query.cost(*arrays, **attrs)
        self.budget.charge_values(elements, work)
        return query.forward(*arrays, **attrs)

    def _apply_plain(
        self, op: Op, operands: Sequence[object], attrs: dict[str, object], site: Site | None
    ) -> Tensor | None:
        """`apply` for what nearly all ops of a program are; None for what is anything else.

        That is an elementwise op on numpy scalars of one floating dtype, whose memory nobody
        shares, and plain numbers: nothing is promoted, broadcast or viewed.
        """
        if len(operands) == 2:  # without the loop below, for the sake of time
            a, b = operands
            if type(a) is Tensor and type(b) is Tensor:
                x, y, dtype = a.data, b.data, a.dtype
                if (
                    type(x) is np.ndarray
                    or type(y) is np.ndarray
                    or a.memory is not None
                    or b.memory is not None
                    or dtype is not b.dtype
                    or not dtype.plain
                ):
                    return None
                self.budget.charge_scalar_op()
                wants = a.requires_grad + 2 * b.requires_grad
                result: Array = op.forward(x, y)  # type: ignore[assignment]
                return self._plain_result(op, result, dtype, (a.at, b.at), attrs, wants, site)
        inputs: list[int | None] = []
        arrays: list[object] = []
        wants = 0
        bit = 1
        common: DType | None = None
        for operand in operands:
            if type(operand) is Tensor:
                data = operand.data
                if operand.memory is not None or type(data) is np.ndarray:
                    return None
                if operand.dtype is not common:
                    if common is not None:
                        return None
                    common = operand.dtype
                inputs.append(operand.at)
                arrays.append(data)
                if operand.requires_grad:
                    wants |= bit
            elif type(operand) is float or (
                type(operand) is int and -EXACT_INT < operand < EXACT_INT
            ):
                inputs.append(None)
                arrays.append(operand)
                attrs = {**attrs, op.operands[len(inputs) - 1]: operand}
            else:
                return None
            bit <<= 1
        if common is None or not common.plain:
            return None
        self.budget.charge_scalar_op()
        result = op.forward(*arrays)  # type: ignore[assignment]
        return self._plain_result(op, result, common, tuple(inputs), attrs, wants, site)

    def _plain_result(
        self,
        op: Op,
        result: Array,
        dtype: DType,
        inputs: tuple[int | None, ...],
        attrs: dict[str, object],
        required: int,
        site: Site | None,
    ) -> Tensor:
        """A new tensor for the number that `op` computed; `required`: which inputs require grad."""
        if result.dtype is not dtype.numpy:
            dtype = OF_NUMPY[result.dtype]
        wants = required & op.wanted
        if not self.grad_enabled or dtype.category != FLOATING:
            wants = 0
        nodes = self.nodes
        id = len(nodes)
        tensor = Tensor(id, result, dtype, wants != 0, wants == 0)
        node = Node(id, tensor, result, op, inputs, attrs, wants, site, self.scope)
        nodes.append(node)
        if required and not wants:
            node.cut = op.title if self.grad_enabled else self.cut_by
        if not self.grad_enabled:
            tensor.inference = self.cut_by == "inference_mode"
        return tensor

    def _result(
        self,
        op: Op,
        reading: Reading,
        data: Array,
        attrs: dict[str, object],
        site: Site | None,
        output: int = 0,
        first: int = 0,
    ) -> Tensor:
        """A new tensor for what `op` computed, with its node."""
        if type(data) is np.ndarray and not op.view:
            if data.ndim == 0:
                data = data[()]
            elif any(np.may_share_memory(data, t.data) for t in reading.tensors):
                data = data.copy()  # a forward may give an operand back as it is
            elif data.ndim > 1 and (op.elementwise or op.name in KEEP_LAYOUT):
                data = _laid_out(data, reading)
            elif not data.flags.c_contiguous and not (_lays_out(op) and dense(data)):
                data = np.ascontiguousarray(data)
        dtype = reading.dtype_of(data)
        wants = reading.wants if self.grad_enabled and dtype.category == FLOATING else 0
        id = len(self.nodes)
        tensor = Tensor(id, data, dtype, wants != 0, wants == 0)
        node = Node(
            id,
            tensor,
            data,
            op,
            reading.inputs,
            reading.attributes(attrs),
            wants,
            site,
            self.scope,
            0,
            output,
            reading.versions,
        )
        if not wants and reading.requires_grad:
            node.cut = op.title if self.grad_enabled else self.cut_by
        self.nodes.append(node)
        if not self.grad_enabled:
            tensor.inference = self.cut_by == "inference_mode"
        if op.barred:
            self.hooks += 1
        if op.view:
            share(self, tensor, node, reading.tensors[0], op)
        elif op.counts:
            tensor.memory = Memory(1)
            node.version = 1
        return tensor

    def home(self, tensor: Tensor) -> Node:
        """The node at which a backward pass meets a tensor: its present state, or the one whose
        history that has."""
        node = self.nodes[tensor.at]
        return node.history or node

    def leave_hooks(self, tensor: Tensor) -> None:
        """Has a tensor's hooks stay with its present history; it is about to get another."""
        if tensor.hooks is not None:
            self.hooks_before[self.home(tensor).id] = tensor.hooks
            tensor.hooks = None

    def own_memory(self, tensor: Tensor) -> None:
        """Puts a numpy scalar into memory that others can share."""
        if type(tensor.data) is not np.ndarray:
            tensor.data = np.asarray(tensor.data)
            self.nodes[tensor.at].data = tensor.data

    def grad_fn(self, tensor: Tensor) -> str | None:
        """PyTorch's name for what a backward pass does at a tensor; None for a leaf."""
        return None if tensor.is_leaf else self.grad_fn_of(self.nodes[tensor.at])

    def grad_fn_of(self, node: Node) -> str | None:
        """PyTorch's name for what a backward pass does at a node; None for a leaf."""
        node = node.history or node
        op = node.op
        if not node.wants or op is None:
            return None
        if node.region is not None:
            return "CopySlices"
        if op.grad_fn_in_place is not None:
            before = node.inputs[0]
            if before is not None and self.nodes[before].tensor is node.tensor:
                return op.grad_fn_in_place
        if op.grad_fn is None or isinstance(op.grad_fn, str):
            return op.grad_fn
        given = [self.fetch(node, name) for name in parameter_names(op.grad_fn)]
        return op.grad_fn(*given)

    def fetch(self, node: Node, name: str) -> object:
        """What the op that made `node` means by a rule's parameter, but for `g`.

        Its operands' elements, their shapes and dtypes, its results' elements, its attributes.
        """
        op = node.op
        assert op is not None
        position = op.places.get(name)
        if position is not None:
            if node.region is None and position < len(node.inputs) and not op.variadic:
                source = node.inputs[position]
                if source is not None:
                    return self.latest(source).data
            return self.operand(node, position)
        if name == "out":
            return node.data if node.region is None else self.within(node.data, node.region)
        if name in op.outputs:
            return self.nodes[node.id - node.output + op.outputs.index(name)].data
        if name.endswith("_shapes"):
            return [self.nodes[i].data.shape for i in node.inputs if i is not None]
        if name.endswith("_shape"):
            position = op.operands.index(name.removesuffix("_shape"))
            source = self.source(node, position)
            return () if source is None else self.nodes[source].data.shape
        if name.endswith("_strides"):
            source = self.source(node, op.operands.index(name.removesuffix("_strides")))
            data = None if source is None else self.nodes[source].data
            return () if data is None else tuple([n // data.itemsize for n in data.strides])
        if name.endswith("_dtype"):
            source = self.source(node, op.operands.index(name.removesuffix("_dtype")))
            return None if source is None else self.nodes[source].tensor.dtype
        return node.attrs.get(name, op.defaults.get(name))

    def operand(self, node: Node, position: int) -> object:
        """The elements of an operand, a list of them for a variadic op, or the number it was."""
        assert node.op is not None
        if node.op.variadic:
            return [self.latest(i).data for i in node.inputs if i is not None]
        source = self.source(node, position)
        if source is None:
            return node.attrs.get(node.op.operands[position])
        return self.latest(source).data

    def latest(self, id: int) -> Node:
        """A node, or the one whose elements `x.data = y` has put in place of its own since."""
        while id in self.replaced:
            id = self.replaced[id]
        return self.nodes[id]

    def source(self, node: Node, position: int) -> int | None:
        """The node that an operand was in: of the view, where the op wrote through one."""
        if node.region is not None and position == 0:
            return node.region.view
        return node.inputs[position] if position < len(node.inputs) else None

    def within(self, data: Array, region: Region) -> Array:
        """The elements of a base that a region shows."""
        forward: Callable[..., Array] = TABLE["as_strided"].forward  # type: ignore[attr-defined]
        return forward(data, region.size, region.stride, region.offset, region.order)

    def set_requires_grad(self, tensor: Tensor, flag: bool) -> list[Tensor]:
        """Changes a leaf's flag: a state of its own, where ops have read the one before.

        Gives the views of it whose flags have changed too.
        """
        if tensor.view is not None:
            tensor.view.own = flag
        views: list[Tensor] = []
        if tensor.requires_grad == flag:
            return views
        tensor.requires_grad = flag
        before = self.nodes[tensor.at]
        if tensor.memory is not None:
            for node in self.nodes:
                seen, view = node.tensor, node.tensor.view
                if view is None or view.base is not tensor or not seen.is_leaf:
                    continue
                if seen.requires_grad != (flag or view.own):
                    seen.requires_grad = flag or view.own
                    views.append(seen)
        if any(before.id in node.inputs for node in self.nodes[before.id + 1 :]):
            keep_state(self, tensor)
            node = Node(len(self.nodes), tensor, tensor.data, scope=self.scope, site=before.site)
            node.version = tensor.version
            self.nodes.append(node)
            tensor.at = node.id
        return views
