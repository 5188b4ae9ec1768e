"""Backward passes: vector-Jacobian products from the roots down to the leaves.

The gradients that are under way live in a dict that is local to the pass; `.grad` is written only
where a tensor is a leaf or retains its gradient. The tape is in order of creation, so that walking
it backwards meets every node after all of its consumers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from gradviz.engine.dtypes import Array
from gradviz.engine.messages import (
    INPUT_NO_GRAD,
    NO_GRAD_FN,
    NOT_SCALAR,
    SECOND_TIME,
    SEED_SHAPE,
    UNUSED_INPUT,
    GRADIENT_COUNT,
)
from gradviz.engine.op import VJP, Op
from gradviz.engine.ops.shape import sum_to, to
from gradviz.engine.shapes import Shape
from gradviz.engine.tape import OnTape, Site, Tape, Tensor, cast, unlift

Cotangent = Array | OnTape
"""A gradient under way: bare elements, or on the tape where the pass itself is recorded."""


class Product(msgspec.Struct, gc=False):
    """What one node handed to the tensor `input`; `operand` is its position among the operands."""

    input: int
    operand: int
    value: Array
    kept: bool


class Step(msgspec.Struct, gc=False):
    """One node of a pass: its tensor, the gradient that arrived there, the products that left."""

    tensor: int
    grad_output: Array
    products: tuple[Product, ...]


class Pass(msgspec.Struct, gc=False):
    """A finished or interrupted backward pass."""

    site: Site | None
    roots: tuple[int, ...]
    seeds: tuple[Array, ...]
    steps: list[Step]
    stores: bool
    """Whether it stores into `.grad` (backward), or hands its result back (autograd.grad)."""


def backward(
    tape: Tape,
    roots: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    inputs: Sequence[Tensor] | None = None,
    site: Site | None = None,
    passes: list[Pass],
) -> None:
    """`torch.autograd.backward`: adds to `.grad` of every leaf (or of `inputs`) below the roots."""
    run = _Run(tape, roots, seeds, create_graph, retain_graph, inputs, site, stores=True)
    passes.append(run.record)
    run.walk()


def grad(
    tape: Tape,
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    *,
    retain_graph: bool = False,
    create_graph: bool = False,
    allow_unused: bool = False,
    materialize_grads: bool = False,
    site: Site | None = None,
    passes: list[Pass],
) -> list[Tensor | None]:
    """`torch.autograd.grad`: the gradients of `inputs`, without touching any `.grad`."""
    if any(not tensor.requires_grad for tensor in inputs):
        raise INPUT_NO_GRAD.error()
    run = _Run(tape, outputs, seeds, create_graph, retain_graph, inputs, site, stores=False)
    passes.append(run.record)
    run.walk()
    result: list[Tensor | None] = []
    for index, tensor in enumerate(inputs):
        value = run.captured.get(tensor.id)
        if value is None and materialize_grads:
            value = np.zeros(tensor.shape, tensor.dtype.numpy)[()]
        if value is None and not allow_unused:
            raise UNUSED_INPUT.error(index=index)
        result.append(None if value is None else run.tensor(value))
    return result


def initial_gradients(
    tape: Tape, roots: Sequence[Tensor], seeds: Sequence[Tensor | None], create_graph: bool
) -> list[Cotangent]:
    """The external gradient of each root: as given, or 1 for a root of one element."""
    if len(seeds) != len(roots):
        raise GRADIENT_COUNT.error(tensors=len(roots), gradients=len(seeds))
    for index, (root, seed) in enumerate(zip(roots, seeds, strict=True)):
        if seed is not None and seed.shape != root.shape:
            raise SEED_SHAPE.error(index=index, grad=list(seed.shape), output=list(root.shape))
        if seed is None and root.requires_grad and root.data.size != 1:
            raise NOT_SCALAR.error()
    for index, root in enumerate(roots):
        if not root.requires_grad:
            raise NO_GRAD_FN.error(index=index)
    gradients: list[Cotangent] = []
    for root, seed in zip(roots, seeds, strict=True):
        if seed is None:
            ones = np.ones(root.shape, root.dtype.numpy)[()]
            gradients.append(OnTape(tape, tape.leaf(ones), None) if create_graph else ones)
        elif create_graph:
            gradients.append(OnTape(tape, seed, None))
        else:
            gradients.append(cast(seed.data, root.dtype))
    return gradients


class _Run:
    """The state of one pass while it walks down the tape."""

    def __init__(
        self,
        tape: Tape,
        roots: Sequence[Tensor],
        seeds: Sequence[Tensor | None],
        create_graph: bool,
        retain_graph: bool,
        inputs: Sequence[Tensor] | None,
        site: Site | None,
        *,
        stores: bool,
    ) -> None:
        self.tape = tape
        self.create_graph = create_graph
        self.retain_graph = retain_graph
        self.stores = stores
        self.under_way: dict[int, Cotangent] = {}
        self.captured: dict[int, Cotangent] = {}
        gradients = initial_gradients(tape, roots, seeds, create_graph)
        for root, gradient in zip(roots, gradients, strict=True):
            self.add(root.id, gradient)
        self.targets = None if inputs is None else {tensor.id for tensor in inputs}
        self.needed = None if self.targets is None else self._leads_to(self.targets)
        self.record = Pass(
            site,
            tuple(root.id for root in roots),
            tuple(elements(gradient) for gradient in gradients),
            [],
            stores,
        )

    def _leads_to(self, targets: set[int]) -> set[int]:
        """The tensors between the roots and `targets`, the targets among them."""
        needed = set(targets)
        for entry in self.tape.entries[min(targets) : max(self.under_way) + 1]:
            if not entry.is_leaf and any(i in needed for i in entry.inputs):
                needed.add(entry.id)
        return needed

    def walk(self) -> None:
        """From the highest root downwards until no gradient is under way."""
        entries = self.tape.entries
        mode = self.tape.grad_enabled
        self.tape.grad_enabled = self.create_graph
        try:
            at = max(self.under_way)
            while self.under_way:
                gradient = self.under_way.pop(at, None)
                if gradient is not None:
                    self.visit(entries[at], gradient)
                at -= 1
        finally:
            self.tape.grad_enabled = mode

    def visit(self, tensor: Tensor, gradient: Cotangent) -> None:
        """Stores the gradient where it is kept, and hands the products on."""
        if self.targets is not None and tensor.id in self.targets:
            self.captured[tensor.id] = gradient
        if self.keeps(tensor):
            self.store(tensor, gradient)
        if not tensor.is_leaf:
            self.step(tensor, gradient)

    def keeps(self, tensor: Tensor) -> bool:
        """Whether the gradient that arrives at `tensor` goes into its `.grad`."""
        if tensor.retains_grad:
            return True
        if not self.stores or (self.targets is not None and tensor.id not in self.targets):
            return False
        return tensor.is_leaf or self.targets is not None

    def step(self, tensor: Tensor, gradient: Cotangent) -> None:
        """Applies the rules of the op that made `tensor`."""
        entries = self.tape.entries
        op = tensor.op
        assert op is not None
        wanted = [
            (position, entries[i])
            for position, i in enumerate(tensor.inputs)
            if i is not None and entries[i].requires_grad
            and (self.needed is None or i in self.needed)
        ]  # fmt: skip
        if not wanted:
            return
        if tensor.freed and op.saves:
            raise SECOND_TIME.error()
        self.tape.budget.charge_work(2 * tensor.data.size)
        products = [
            Product(source.id, position, elements(value), self.keeps(source))
            for position, source, value in self.products(op, tensor, gradient, wanted)
        ]
        if not self.retain_graph:
            tensor.freed = True
        self.record.steps.append(Step(tensor.id, elements(gradient), tuple(products)))

    def products(
        self,
        op: Op,
        tensor: Tensor,
        gradient: Cotangent,
        wanted: list[tuple[int, Tensor]],
    ) -> list[tuple[int, Tensor, Cotangent]]:
        """The vector-Jacobian product for each wanted operand, already added to what is under way."""
        result = []
        many = self._variadic(op, tensor, gradient) if op.variadic else None
        for position, source in wanted:
            if many is not None:
                value = many[position]
            else:
                vjp = op.rules[position]
                if vjp is None:
                    continue
                value = self.apply(vjp, tensor, gradient)
            value = fit(value, source)
            self.add(source.id, value)
            result.append((position, source, value))
        return result

    def _variadic(self, op: Op, tensor: Tensor, gradient: Cotangent) -> list[Cotangent]:
        vjp = op.rules[0]
        assert vjp is not None
        products = self.apply(vjp, tensor, gradient)
        assert isinstance(products, list)
        return products

    def apply(self, vjp: VJP, tensor: Tensor, gradient: Cotangent) -> Cotangent:
        """A rule with what it names."""
        fetch = self.fetch
        return vjp.rule(*[  # type: ignore[return-value]
            gradient if name == "g" else fetch(tensor, name) for name in vjp.needs
        ])  # fmt: skip

    def fetch(self, tensor: Tensor, name: str) -> object:
        """What a rule of the op that made `tensor` means by `name`."""
        if name == "out":
            return self.lift(tensor)
        return operand_or_attribute(self.tape, tensor, name, self.lift)

    def lift(self, tensor: Tensor) -> Cotangent:
        """A tensor as the rules see it: its elements, or on the tape."""
        return OnTape(self.tape, tensor, None) if self.create_graph else tensor.data

    def add(self, id: int, gradient: Cotangent) -> None:
        """Adds a gradient to what is under way to a tensor."""
        before = self.under_way.get(id)
        self.under_way[id] = gradient if before is None else before + gradient  # type: ignore

    def store(self, tensor: Tensor, gradient: Cotangent) -> None:
        """Into `.grad`: a leaf's accumulates, a retained one is the last pass's."""
        before = tensor.grad
        if before is None or not tensor.is_leaf:
            tensor.grad = self.tensor(gradient)
        elif self.create_graph:
            total = OnTape(self.tape, before, None) + gradient
            tensor.grad = unlift(total)  # type: ignore[assignment]
        else:
            before.data = before.data + elements(gradient)  # type: ignore[operator]

    def tensor(self, gradient: Cotangent) -> Tensor:
        """A gradient as a tensor of its own, which shares its memory with nothing."""
        if isinstance(gradient, OnTape):
            return gradient.tensor
        own = gradient.copy() if gradient.ndim else gradient
        return self.tape.leaf(own, cut="grad")


def elements(gradient: Cotangent) -> Array:
    """The bare elements of a gradient under way."""
    return gradient.tensor.data if isinstance(gradient, OnTape) else gradient


def operand_or_attribute(
    tape: Tape, tensor: Tensor, name: str, lift: Callable[[Tensor], object]
) -> object:
    """What the op that made `tensor` had as `name`: an operand, its shape, an attribute."""
    op = tensor.op
    assert op is not None
    if name in op.operands:
        source = tensor.inputs[op.operands.index(name)]
        return tensor.attrs[name] if source is None else lift(tape.entries[source])
    if name.endswith("_shapes"):
        return [tape.entries[i].shape for i in tensor.inputs if i is not None]
    if name.endswith("_shape"):
        source = tensor.inputs[op.operands.index(name.removesuffix("_shape"))]
        return () if source is None else tape.entries[source].shape
    return tensor.attrs.get(name, op.defaults.get(name))


def fit(value: Cotangent, source: Tensor) -> Cotangent:
    """Undoes broadcasting and promotion: a product in its operand's own shape and dtype."""
    if value.shape != source.shape:
        value = sum_to(value, source.shape)  # type: ignore[assignment]
    if isinstance(value, OnTape):
        return value if value.dtype is source.dtype else to(value, source.dtype)  # type: ignore
    return value if value.dtype == source.dtype.numpy else cast(value, source.dtype)
