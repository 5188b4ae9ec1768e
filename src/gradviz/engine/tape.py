"""Tensors, and the tape on which every state that they go through is a node.

A `Tensor` is what a program holds: it has an identity, flags, a `.grad`. A `Node` is one state of
a tensor and how it came about; an in-place change gives the same tensor another node. The tape is
a flat list of nodes in order of creation that only grows: a node's inputs are ids before its own,
so that walking it backwards is already a backward order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
from gradviz.engine.messages import (
    CAST_RESULT,
    DETACH_VIEW,
    LEAF_IN_PLACE,
    OUTPUT_SHAPE,
    OVERFLOW,
    OVERLAP,
    VIEW_IN_NO_GRAD,
    VIEW_OF_LEAF_IN_PLACE,
    VIEW_OF_MANY,
    TorchError,
)
from gradviz.engine.op import TABLE, Callee, Composite, Lifted, Op, Overload, parameter_names
from gradviz.engine.shapes import Shape
from gradviz.limits import Budget

Site = tuple[int, int, int, int]
"""Where an expression stands, as `ast` has it: line, byte column, end line, end byte column."""

NO_ATTRS: dict[str, object] = {}

_EXACT_INT = 2**53


class Memory(msgspec.Struct, gc=False, eq=False):
    """What a tensor shares with its views and with what `detach()` gave: a version counter."""

    version: int = 0


class Region(msgspec.Struct, gc=False, eq=False):
    """Where an in-place op wrote through a view: as of `as_strided`, in elements.

    Such a node belongs to the base. Its op ran on the view, whose state before is `view`.
    """

    view: int
    size: Shape
    stride: Shape
    offset: int


class View(msgspec.Struct, gc=False, eq=False):
    """How a tensor is a view of another, as autograd tracks it."""

    base: Tensor
    """The tensor whose memory it shows; never itself a view."""
    seen: int
    """The version that its node stands for: where there is a later one, the base has changed."""
    mode: str
    """"" or why it must not be changed in place: "no_grad", or "many" (one of several results)."""


class Tensor(msgspec.Struct, gc=False, eq=False):
    """A tensor of the program: what its names are bound to."""

    at: int
    """The id of the node that is its present state."""
    data: Array
    dtype: DType
    requires_grad: bool = False
    is_leaf: bool = True
    grad: Tensor | None = None
    retains_grad: bool = False
    names: tuple[str, ...] = ()
    memory: Memory | None = None
    """None as long as nothing shares its elements and nothing has changed them."""
    view: View | None = None
    hooks: dict[int, Callable[[Tensor], Tensor | None]] | None = None
    post_hooks: dict[int, Callable[[Tensor], object]] | None = None
    """What is called after a gradient has been added to `.grad`."""
    extras: dict[str, object] | None = None
    """Attributes that the program put on it."""

    @property
    def shape(self) -> Shape:
        """Sizes of its dimensions."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self.data.ndim

    @property
    def version(self) -> int:
        """How often its elements have been changed in place, through whatever tensor."""
        return self.memory.version if self.memory else 0


class Node(msgspec.Struct, gc=False, eq=False):
    """One state of a tensor, and how it came about."""

    id: int
    """Its place on the tape."""
    tensor: Tensor
    data: Array
    """The elements: the tensor's own as long as this is its present state, then a copy."""
    op: Op | None = None
    """None for what no op made: data, a parameter, a gradient that was stored."""
    inputs: tuple[int | None, ...] = ()
    """For each operand of `op` the id of its node, or None for a number, which is in `attrs`."""
    attrs: dict[str, object] = NO_ATTRS
    wants: int = 0
    """Which inputs a backward pass goes on to: bit k for input k. 0 for a leaf."""
    site: Site | None = None
    scope: int | None = None
    version: int = 0
    output: int = 0
    """Its number among the results of one call; the first result is `output` ids before it."""
    saved_versions: tuple[int, ...] | None = None
    """The inputs' versions as the op read them, where they are not all 0."""
    region: Region | None = None
    """Where in the tensor the op wrote, if it wrote through a view."""
    freed: bool = False
    """Whether a backward pass has given up what the rules would need for another one."""
    cut: str = ""
    """Why it is a leaf although it was computed ("detach", "no_grad", "inference_mode", or the
    op's name where that has no derivative), or "grad" for what a backward pass stored."""


NodeHook = Callable[[tuple[Tensor | None, ...], tuple[Tensor, ...]], object]
"""Takes the gradients of a node's inputs and of its results."""


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
        self.node_hooks: dict[int, dict[int, NodeHook]] = {}
        """By a node's id: what is called after its rules were applied."""
        self.hooked = False
        """Whether any tensor has had a hook: then the order of a pass can be seen."""

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
        """Calls a row, overload or composite on tensors (and numbers, and attributes).

        A row with one result gives a Tensor, one with several a tuple of them.
        """
        while isinstance(callee, Overload):
            callee = callee.choose(*args, **attrs)
        if isinstance(callee, Op):
            count = callee.arity
            if len(args) > count:
                attrs = {**attrs, **dict(zip(callee.params[count:], args[count:], strict=False))}
                args = args[:count]
            return self.apply(callee, args, attrs, site)
        assert isinstance(callee, Composite)
        lifted = [self._lift(arg, site) for arg in args]
        lifted_attrs = {name: self._lift(value, site) for name, value in attrs.items()}
        return unlift(callee.body(*lifted, **lifted_attrs))

    def _lift(self, arg: object, site: Site | None) -> object:
        if type(arg) is Tensor:
            return OnTape(self, arg, site)
        if type(arg) is tuple or type(arg) is list:
            return type(arg)(self._lift(item, site) for item in arg)
        return arg

    def apply(
        self,
        op: Op,
        operands: Sequence[object],
        attrs: dict[str, object],
        site: Site | None = None,
    ) -> Tensor | tuple[Tensor, ...]:
        """Runs a row and writes its results on the tape; the cost is charged before it is spent."""
        if op.plain and not attrs:
            result = self._apply_plain(op, operands, attrs, site)
            if result is not None:
                return result
        reading = _Reading(self, op, operands)
        data = reading.compute(attrs)
        if op.outputs:
            assert isinstance(data, tuple | list)
            first = len(self.nodes)
            return tuple(
                self._result(op, reading, part, attrs, site, output=i, first=first)
                for i, part in enumerate(data)
            )
        return self._result(op, reading, data, attrs, site)

    def _apply_plain(
        self, op: Op, operands: Sequence[object], attrs: dict[str, object], site: Site | None
    ) -> Tensor | None:
        """`apply` for what nearly all ops of a program are; None for what is anything else.

        That is an elementwise op on numpy scalars of one floating dtype, whose memory nobody
        shares, and plain numbers: nothing is promoted, broadcast or viewed.
        """
        inputs: list[int | None] = []
        arrays: list[object] = []
        wants = 0
        bit = 1
        dtype: DType | None = None
        for operand in operands:
            if type(operand) is Tensor:
                data = operand.data
                if operand.memory is not None or type(data) is np.ndarray:
                    return None
                if operand.dtype is not dtype:
                    if dtype is not None:
                        return None
                    dtype = operand.dtype
                inputs.append(operand.at)
                arrays.append(data)
                if operand.requires_grad:
                    wants |= bit
            elif type(operand) is float or (
                type(operand) is int and -_EXACT_INT < operand < _EXACT_INT
            ):
                inputs.append(None)
                arrays.append(operand)
                attrs = {**attrs, op.operands[len(inputs) - 1]: operand}
            else:
                return None
            bit <<= 1
        if dtype is None or dtype.category != FLOATING:
            return None
        self.budget.charge_op(1, 1)
        result: Array = op.forward(*arrays)  # type: ignore[assignment]
        if result.dtype is not dtype.numpy:
            dtype = OF_NUMPY[result.dtype]
        required = wants != 0
        wants = wants & op.wanted if self.grad_enabled and dtype.category == FLOATING else 0
        nodes = self.nodes
        id = len(nodes)
        tensor = Tensor(id, result, dtype, wants != 0, wants == 0)
        node = Node(id, tensor, result, op, tuple(inputs), attrs, wants, site, self.scope)
        if required and not wants:
            node.cut = op.title if self.grad_enabled else self.cut_by
        nodes.append(node)
        return tensor

    def _result(
        self,
        op: Op,
        reading: _Reading,
        data: Array,
        attrs: dict[str, object],
        site: Site | None,
        output: int = 0,
        first: int = 0,
    ) -> Tensor:
        """A new tensor for what `op` computed, with its node."""
        if type(data) is np.ndarray and data.ndim == 0 and not op.view:
            data = data[()]
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
        if op.view:
            self._share(tensor, node, reading.tensors[0], op)
        return tensor

    def _share(self, view: Tensor, node: Node, source: Tensor, op: Op) -> None:
        """Notes that a result lies in its operand's memory, where it does."""
        if view.data.size and not np.may_share_memory(view.data, source.data):
            if view.data.ndim == 0:
                view.data = node.data = view.data[()]
            return
        if source.memory is None:
            source.memory = Memory()
        view.memory = source.memory
        node.version = view.memory.version
        if op.differentiable:
            base = source.view.base if source.view else source
            inherited = source.view.mode if source.view else ""
            mode = "many" if op.outputs else "" if self.grad_enabled else "no_grad"
            view.view = View(base, node.version, mode or inherited)
            view.requires_grad = view.requires_grad or base.requires_grad

    def refresh(self, tensor: Tensor) -> None:
        """Gives a view whose base has been changed in place the history that it has now."""
        view = tensor.view
        if view is None:
            return
        tensor.requires_grad = tensor.requires_grad or view.base.requires_grad
        if view.seen == tensor.version:
            return
        view.seen = tensor.version
        base = view.base
        if not base.requires_grad or base.is_leaf:
            return
        if view.mode:
            raise self._forbidden(tensor, "its base or another view of its base has been")
        region = self._region(tensor)
        attrs: dict[str, object] = {
            "size": region.size, "stride": region.stride, "storage_offset": region.offset,
        }  # fmt: skip
        node = Node(len(self.nodes), tensor, tensor.data, TABLE["as_strided"], (base.at,), attrs, 1)  # type: ignore[arg-type]
        node.version, node.scope = tensor.version, self.scope
        node.site = self.nodes[tensor.at].site
        self.nodes.append(node)
        tensor.at = node.id
        tensor.requires_grad, tensor.is_leaf = True, False

    def _forbidden(self, tensor: Tensor, what: str) -> TorchError:
        """The error for an in-place change around a view of which autograd cannot keep track."""
        assert tensor.view is not None
        if tensor.view.mode == "many":
            node = self.nodes[tensor.at]
            name = (self.grad_fn_of(node) or "").partition("Backward")[0]
            return VIEW_OF_MANY.error(output=node.output, op=name, what=what)
        return VIEW_IN_NO_GRAD.error(what=what)

    def offset(self, view: Tensor) -> int:
        """Where in its base a view begins, in elements."""
        return self._region(view).offset

    def _region(self, tensor: Tensor) -> Region:
        """Where in its base a view lies."""
        assert tensor.view is not None
        base = tensor.view.base.data
        data = tensor.data
        width = data.itemsize
        start: int = data.__array_interface__["data"][0]
        origin: int = base.__array_interface__["data"][0]
        offset = (start - origin) // width if data.size else 0
        strides = tuple(n // width for n in data.strides)
        return Region(tensor.at, data.shape, strides, offset)

    def own_memory(self, tensor: Tensor) -> None:
        """Puts a numpy scalar into memory that others can share."""
        if type(tensor.data) is not np.ndarray:
            tensor.data = np.asarray(tensor.data)
            self.nodes[tensor.at].data = tensor.data

    def apply_in_place(
        self,
        op: Op,
        operands: Sequence[object],
        attrs: dict[str, object],
        site: Site | None = None,
    ) -> Tensor:
        """Runs a row and writes its result into the first operand, which is returned."""
        target = operands[0]
        assert type(target) is Tensor
        reading = _Reading(self, op, operands)
        recorded = reading.requires_grad and self.grad_enabled
        if recorded:
            self.check_in_place(target)
        data = reading.compute(attrs)
        if data.shape != target.shape:
            raise OUTPUT_SHAPE.error(output=list(target.shape), broadcast=list(data.shape))
        result = OF_NUMPY[data.dtype]
        if result.category > target.dtype.category and op.promotes:
            raise CAST_RESULT.error(result=result.scalar_name, wanted=target.dtype.scalar_name)
        self.write(target, data, target.view.base if target.view and recorded else None)
        if target.dtype.category != FLOATING or not self.grad_enabled:
            reading.wants = 0
        if target.view is not None and recorded:
            self._written_through(target, op, reading, attrs, site)
        else:
            self._state(target, op, reading, reading.inputs, attrs, site)
        return target

    def _state(
        self,
        target: Tensor,
        op: Op,
        reading: _Reading,
        inputs: tuple[int | None, ...],
        attrs: dict[str, object],
        site: Site | None,
    ) -> Node:
        """The node that an in-place op gives to a tensor."""
        wants = reading.wants
        node = Node(
            len(self.nodes),
            target,
            target.data,
            op,
            inputs,
            reading.attributes(attrs),
            wants,
            site,
            self.scope,
            target.version,
            0,
            reading.versions,
        )
        if not wants and reading.requires_grad:
            node.cut = op.title if self.grad_enabled else self.cut_by
        self.nodes.append(node)
        target.at = node.id
        if wants:
            target.requires_grad, target.is_leaf = True, False
        if target.view is not None:
            target.view.seen = target.version
        return node

    def _written_through(
        self,
        target: Tensor,
        op: Op,
        reading: _Reading,
        attrs: dict[str, object],
        site: Site | None,
    ) -> None:
        """The history of a change through a view: the base's (CopySlices), then the view's anew."""
        assert target.view is not None
        base = target.view.base
        region = self._region(target)
        reading.wants = reading.wants & ~1 | int(base.requires_grad)
        node = self._state(base, op, reading, (base.at, *reading.inputs[1:]), attrs, site)
        node.region = region
        self.refresh(target)

    def check_in_place(self, target: Tensor) -> None:
        """PyTorch's errors for writing into a leaf that requires grad, or into a view of one."""
        view = target.view
        if view is not None:
            if view.mode:
                raise self._forbidden(target, "is being")
            if target.requires_grad and view.base.is_leaf:
                raise VIEW_OF_LEAF_IN_PLACE.error()
        if target.is_leaf and target.requires_grad:
            raise LEAF_IN_PLACE.error()

    def write(self, target: Tensor, data: Array, base: Tensor | None = None) -> None:
        """Replaces a tensor's elements, and so some of its base's, where that gets a new state.

        The states before keep a copy, the version goes up.
        """
        data = cast(data, target.dtype)
        held = target.data
        if type(held) is np.ndarray:
            if any(n > 1 and not stride for n, stride in zip(held.shape, held.strides, strict=True)):
                raise OVERLAP.error()
            self.budget.charge_op(held.size, held.size)
            self.nodes[target.at].data = held.copy()
            if base is not None:
                self.nodes[base.at].data = base.data.copy()
            held[...] = data
        else:
            target.data = data[()] if type(data) is np.ndarray else data
        if target.memory is None:
            target.memory = Memory()
        target.memory.version += 1
        self.changes += 1

    def detach_in_place(self, tensor: Tensor, site: Site | None) -> None:
        """`x.detach_()`: the tensor is a leaf from now on."""
        if tensor.view is not None and tensor.requires_grad:
            raise DETACH_VIEW.error()
        before = tensor.at
        node = Node(len(self.nodes), tensor, tensor.data, self._detach_row(), (before,))
        node.site, node.scope, node.version, node.cut = site, self.scope, tensor.version, "detach"
        self.nodes.append(node)
        tensor.at = node.id
        tensor.requires_grad, tensor.is_leaf = False, True

    def _detach_row(self) -> Op:
        row = TABLE["detach"]
        assert isinstance(row, Op)
        return row

    def replace_data(self, tensor: Tensor, data: Array, site: Site | None) -> None:
        """Gives a tensor other elements behind autograd's back: `x.data = y`."""
        before = self.nodes[tensor.at]
        tensor.data = data
        node = Node(
            len(self.nodes), tensor, data, before.op, before.inputs, before.attrs, before.wants,
            site, self.scope, before.version, before.output, before.saved_versions,
        )  # fmt: skip
        self.nodes.append(node)
        tensor.at = node.id

    def grad_fn(self, tensor: Tensor) -> str | None:
        """PyTorch's name for what a backward pass does at a tensor; None for a leaf."""
        return None if tensor.is_leaf else self.grad_fn_of(self.nodes[tensor.at])

    def grad_fn_of(self, node: Node) -> str | None:
        """PyTorch's name for what a backward pass does at a node; None for a leaf."""
        op = node.op
        if not node.wants or op is None:
            return None
        if node.region is not None:
            return "CopySlices"
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
                    return self.nodes[source].data
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
        if name.endswith("_dtype"):
            source = self.source(node, op.operands.index(name.removesuffix("_dtype")))
            return None if source is None else self.nodes[source].tensor.dtype
        return node.attrs.get(name, op.defaults.get(name))

    def operand(self, node: Node, position: int) -> object:
        """The elements of an operand, a list of them for a variadic op, or the number it was."""
        assert node.op is not None
        if node.op.variadic:
            return [self.nodes[i].data for i in node.inputs if i is not None]
        source = self.source(node, position)
        if source is None:
            return node.attrs.get(node.op.operands[position])
        return self.nodes[source].data

    def source(self, node: Node, position: int) -> int | None:
        """The node that an operand was in: of the view, where the op wrote through one."""
        if node.region is not None and position == 0:
            return node.region.view
        return node.inputs[position] if position < len(node.inputs) else None

    def within(self, data: Array, region: Region) -> Array:
        """The elements of a base that a region shows."""
        forward: Callable[..., Array] = TABLE["as_strided"].forward  # type: ignore[attr-defined]
        return forward(data, region.size, region.stride, region.offset)

    def set_requires_grad(self, tensor: Tensor, flag: bool) -> None:
        """Changes a leaf's flag: a state of its own, where ops have read the one before."""
        if tensor.requires_grad == flag:
            return
        tensor.requires_grad = flag
        before = self.nodes[tensor.at]
        if any(before.id in node.inputs for node in self.nodes[before.id + 1 :]):
            node = Node(len(self.nodes), tensor, tensor.data, scope=self.scope, site=before.site)
            node.version = tensor.version
            self.nodes.append(node)
            tensor.at = node.id


class _Reading:
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
                inputs.append(operand.at)
                tensors.append(operand)
                data = operand.data
                arrays.append(data)
                if operand.requires_grad:
                    wants |= bit
                if operand.dtype is not dtype:
                    if dtype is None:
                        dtype = operand.dtype
                    else:
                        uniform = False
                if type(data) is np.ndarray:
                    scalar = False
                elif op.view:
                    tape.own_memory(operand)
                    arrays[-1] = operand.data
                if operand.memory is not None:
                    if operand.memory.version:
                        self.versions = ()
                    if operand.view is not None:
                        tape.refresh(operand)
                        inputs[-1] = operand.at
                        if operand.requires_grad:
                            wants |= bit
            else:
                inputs.append(None)
                arrays.append(operand)
                if type(operand) is not float and not (
                    type(operand) is int and -_EXACT_INT < operand < _EXACT_INT
                ):
                    uniform = False
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
        return op.forward(*given, **attrs)  # type: ignore[return-value]

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
    if isinstance(value, Number):
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
        return self.tensor.data.shape

    @property
    def strides(self) -> Shape:
        """As of the tensor's elements."""
        return self.tensor.data.strides

    @property
    def requires_grad(self) -> bool:
        """As of the tensor."""
        return self.tensor.requires_grad

    @property
    def strides(self) -> Shape:
        """As of the tensor, in bytes."""
        return self.tensor.data.strides

    @property
    def dtype(self) -> DType:
        """As of the tensor."""
        return self.tensor.dtype

    def call(self, callee: Callee, args: Sequence[object], attrs: dict[str, object]) -> object:
        """Records the call on the tape."""
        plain = {name: unlift(value) for name, value in attrs.items()}
        result = self.tape.call(callee, [unlift(arg) for arg in args], plain, self.site)
        return self.tape._lift(result, self.site)


def unlift(value: object) -> object:
    """The tensor under an `OnTape`, or under each one in a list."""
    if type(value) is OnTape:
        return value.tensor
    if type(value) is tuple or type(value) is list:
        return type(value)(unlift(item) for item in value)
    return value
