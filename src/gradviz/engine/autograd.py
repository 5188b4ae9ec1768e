"""Backward passes: vector-Jacobian products from the roots down to the leaves.

The gradients that are under way live in a dict that is local to the pass; `.grad` is written only
where a tensor is a leaf or retains its gradient. The tape is in order of creation, so that walking
it backwards meets every node after all of its consumers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import cast as known

import msgspec
import numpy as np

from gradviz.engine.accumulating import Accumulation, Cotangent, elements, owner_of, wrote_recorded
from gradviz.engine.dtypes import Array, DType, Number, widened
from gradviz.engine.in_place import write
from gradviz.engine.messages import (
    GRADIENT_COUNT,
    INPUT_NO_GRAD,
    LEAF_MOVED,
    MODIFIED,
    MODIFIED_TRACED,
    NAN_GRADIENT,
    NO_GRAD_FN,
    NOT_SCALAR,
    OVERLAP,
    POST_HOOK_RESULT,
    RETAIN_NO_GRAD,
    SAVED_DETACHED,
    SECOND_TIME,
    SEED_SHAPE,
    UNUSED_INPUT,
    TorchError,
)
from gradviz.engine.on_tape import InRule, OnTape, unlift
from gradviz.engine.op import GRADIENT, RESULT, VJP, Op, parameter_names
from gradviz.engine.ops.in_place import as_strided, as_strided_scatter, copy
from gradviz.engine.ops.shape import sum_to, to
from gradviz.engine.overlap import dense
from gradviz.engine.shapes import Shape
from gradviz.engine.tape import NodeHook, Running, Tape
from gradviz.engine.tensor import Hooks, Memory, Node, Region, Site, Tensor, View, cast
from gradviz.engine.views import in_messages, refresh


class Product(msgspec.Struct, gc=False):
    """What one node handed to the node `input`; `operand` is its position among the operands."""

    input: int
    operand: int
    value: Array
    kept: bool


class Step(msgspec.Struct, gc=False):
    """One node of a pass, the gradient that arrived there, the products that left."""

    node: int
    grad_output: Array
    products: tuple[Product, ...]


class Pass(msgspec.Struct, gc=False):
    """A backward pass, finished or interrupted."""

    site: Site | None
    stores: bool
    """Whether it stores into `.grad` (backward), or hands its result back (autograd.grad)."""
    kept: dict[int, Tensor]
    """The tensors whose `.grad` it has changed, by their nodes, until it is noted."""
    roots: tuple[int, ...]
    seeds: tuple[Array, ...]
    steps: list[Step]


def backward(  # noqa: PLR0913  # as PyTorch has it
    tape: Tape,
    roots: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    *,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Sequence[Tensor] | None = None,
    site: Site | None = None,
    passes: list[Pass],
    begun: Callable[[], None],
) -> None:
    """`torch.autograd.backward`: adds to `.grad` of every leaf (or of `inputs`) below the roots.

    An input that is no leaf retains its gradient from then on.

    `retain_graph` None means: as `create_graph`. The pass is appended to `passes` before it runs,
    so that one that raises is there as far as it came, and `begun` called: all checks are passed.
    """
    run = _Run(tape, roots, seeds, create_graph, retain_graph, inputs, site, stores=True)
    for tensor in inputs or ():
        if not tensor.requires_grad:
            raise RETAIN_NO_GRAD.error()
        tensor.retains_grad = not tensor.is_leaf
    passes.append(run.record)
    begun()
    run.walk()


def grad(  # noqa: PLR0913  # as PyTorch has it
    tape: Tape,
    outputs: Sequence[Tensor],
    inputs: Sequence[Tensor],
    seeds: Sequence[Tensor | None],
    *,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
    materialize_grads: bool = False,
    site: Site | None = None,
    passes: list[Pass],
) -> list[Tensor | None]:
    """`torch.autograd.grad`: the gradients of `inputs`, without touching any `.grad`."""
    run = _Run(tape, outputs, seeds, create_graph, retain_graph, inputs, site, stores=False)
    if any(not tensor.requires_grad for tensor in inputs):
        raise INPUT_NO_GRAD.error()
    passes.append(run.record)
    run.walk()
    result: list[Tensor | None] = []
    made = {id(seed.data): seed for seed in seeds if seed is not None}
    for index, tensor in enumerate(inputs):
        value = run.captured.get(tape.home(tensor).id)
        if value is not None:
            if id(value) not in made:
                made[id(value)] = run.tensor(value)
            result.append(made[id(value)])
        elif materialize_grads:
            result.append(run.tensor(np.zeros(tensor.shape, tensor.dtype.numpy)[()]))
        elif allow_unused:
            result.append(None)
        else:
            raise UNUSED_INPUT.error(index=index)
    return result


def through_node(
    tape: Tape, node: Node, gradient: Tensor, site: Site | None
) -> list[Tensor | None] | None:
    """`y.grad_fn(gradient)`: what a node hands to each of its operands, recorded as it is made.

    None where the node has several results, or is no op's.
    """
    op = node.op
    if op is None or op.variadic or op.outputs or node.region is not None:
        return None
    seed = tape.leaf(np.zeros_like(node.data), site=site)  # of a pass that is not run
    run = _Run(tape, [node.tensor], [seed], True, True, None, site, stores=False)
    products: list[Tensor | None] = []
    for position, vjp in enumerate(op.rules):
        if node.inputs[position] is not None and node.wants >> position & 1:
            assert vjp is not None
            value = unlift(run.apply(vjp, node, OnTape(tape, gradient, site)))
            assert type(value) is Tensor
            products.append(value)
        elif vjp is not None:
            products.append(None)
    return products


def initial_gradients(
    tape: Tape, roots: Sequence[Tensor], seeds: Sequence[Tensor | None], create_graph: bool
) -> list[Cotangent]:
    """The external gradient of each root: as given, or 1 for a root of one element.

    The order of the checks is PyTorch's: shapes, then whether a root has a graph, then scalars.
    """
    for root in roots:
        refresh(tape, root)
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
        retain_graph: bool | None,
        inputs: Sequence[Tensor] | None,
        site: Site | None,
        *,
        stores: bool,
    ) -> None:
        self.tape = tape
        self.create_graph = create_graph
        self.retain_graph = create_graph if retain_graph is None else retain_graph
        self.stores = stores
        self.under_way: dict[int, Cotangent] = {}
        """What has come to nodes that the walk has not reached yet."""
        self.at_leaves: dict[int, Cotangent] = {}
        """What has come to leaves, whichever of their states was read: by the present one."""
        self.partial: dict[int, dict[int, Cotangent]] = {}
        """Of nodes with several results: what has come to those after the first."""
        self.awaited: set[int] = set()
        """First results to which nothing has come, but to others of theirs."""
        self.unpacked: dict[str, Tensor] = {}
        """What the hooks gave back of the tensors that the present node saved."""
        self.accumulation = Accumulation()
        """Which gradients are one and the same."""
        self.kept_at: dict[int, bool] = {}
        """Of leaves that numbers came to: whether they are kept there."""
        self.origins: dict[int, Array] = {}
        """By the id of a product: the gradient that it was made of; once the walk is over."""
        self.captured: dict[int, Cotangent] = {}
        """What came to the tensors that were asked for."""
        self.seeds = gradients = initial_gradients(tape, roots, seeds, create_graph)
        for root, gradient in zip(roots, gradients, strict=True):
            self.accumulation.lend(gradient)
            self.add(tape.home(root), gradient)
        for tensor in inputs or ():
            refresh(tape, tensor)
        self.targets = None if inputs is None else {tape.home(tensor).id for tensor in inputs}
        self.needed = None if self.targets is None else self._leads_to(self.targets)
        if self.needed is not None and len(roots) > 1:  # PyTorch goes to a single one in any case
            for there in (self.under_way, self.at_leaves):
                for i in there.keys() - self.needed:
                    del there[i]
        self.fetch = self.fetch_recorded if create_graph else tape.fetch
        seeds_given = tuple(elements(gradient) for gradient in gradients)
        self.record = Pass(site, stores, {}, tuple(tape.home(r).id for r in roots), seeds_given, [])

    # ── the walk ──────────────────────────────────────────────────────────────────────────────

    def walk(self) -> None:
        """From the highest root downwards until no gradient is under way."""
        nodes, under_way = self.tape.nodes, self.under_way
        mode, around = self.tape.grad_enabled, self.tape.running
        self.tape.grad_enabled = self.create_graph
        self.tape.passes += 1
        stores = self.targets is None and (around is None or around.stores)
        self.tape.running = Running(self.tape.passes, stores)
        due = self.due_after() if self.tape.hooks or self.tape.watched else None
        plain = not (
            self.create_graph
            or self.targets is not None
            or self.tape.changes
            or self.tape.node_hooks
            or self.tape.packed
            or self.tape.anomaly
        )
        at = -1
        try:
            if due is not None:
                self.arrive_all(due.get(at, ()))
            while under_way:
                gradient = under_way.pop(at, None)
                if gradient is None:
                    at = max(under_way)
                    continue
                node = nodes[at]
                op, tensor = node.op, node.tensor
                if (
                    plain
                    and op is not None
                    and op.plain
                    and tensor.hooks is None
                    and not tensor.retains_grad
                    and type(node.data) is not np.ndarray
                    and tensor.dtype.plain
                ):
                    self.plain_step(op, node, gradient)  # type: ignore[arg-type]
                else:
                    self.visit(node, gradient)
                if due is not None:
                    self.arrive_all(due.get(at, ()))
                at -= 1
            self.arrive_all(sorted(self.at_leaves, reverse=True))
        except BaseException:
            if due is None:
                self.settle(at)
            raise
        finally:
            self.tape.grad_enabled, self.tape.running = mode, around

    def arrive_all(self, ids: Iterable[int]) -> None:
        """`arrive` for each of them."""
        for id in ids:
            self.arrive(id)

    def arrive(self, id: int) -> None:
        """Hands a leaf, or what has no derivative, what has come to it."""
        node = self.tape.nodes[id]
        gradient = self.under_way.pop(id, None) if node.wants else None
        if gradient is None:
            gradient = self.at_leaves.pop(id, None)
            if gradient is None:
                return
            if node.wants:
                if self.targets is None:
                    raise LEAF_MOVED.error()
                return
        self.visit(node, gradient)

    def due_after(self) -> dict[int, list[int]]:
        """For a node of the pass, the leaves that PyTorch comes to before any other node.

        It stores a leaf's gradient as soon as it is complete, not at the end of the walk: hooks,
        and a pass that raises halfway, let it be seen. What has no derivative counts as a leaf.
        """
        from gradviz.engine.ready import ReadyQueue  # noqa: PLC0415  # hooks are rare

        nodes = self.tape.nodes
        roots = [_place(nodes[i]) for i in self.record.roots]
        edges: dict[int, list[int]] = {}
        for at in self._reachable(self.record.roots):
            edges.setdefault(_place(nodes[at]), self._edges(nodes[at]))
        missing = Counter(_place(nodes[i]) for below in edges.values() for i in below)
        if len(roots) > 1:
            missing.update(roots)  # they are below a node of their own
        needed = None if self.needed is None else {_place(nodes[i]) for i in self.needed}
        queue = ReadyQueue()
        seen: set[int] = set()  # a leaf that was moved into the graph may lie below itself
        due: dict[int, list[int]] = {}
        at, ready = -1, roots
        while True:
            for i in ready:
                missing[i] -= 1
                if missing[i] <= 0 and i not in seen and (needed is None or i in needed):
                    seen.add(i)
                    queue.push(math.inf if _is_early(nodes[i]) else i, i)
            if not queue:
                return due
            i = queue.pop()
            if _is_early(nodes[i]):
                due.setdefault(at, []).append(i)
                ready = []
            else:
                at, ready = i, [_place(nodes[below]) for below in edges.get(i, ())]

    def _reachable(self, starts: Iterable[int]) -> list[int]:
        """The nodes that a walk from `starts` comes through, in its order: highest first."""
        nodes = self.tape.nodes
        seen = set(starts)
        pending = list(seen)
        while pending:
            for i in self._edges(nodes[pending.pop()]):
                if i not in seen:
                    seen.add(i)
                    pending.append(i)
        return sorted(seen, reverse=True)

    def _edges(self, node: Node, positions: int = -1) -> list[int]:
        """The inputs that a backward pass goes on to, of those at `positions` (bits)."""
        nodes, wants = self.tape.nodes, node.wants & positions
        return [
            _met(nodes[i])
            for position, i in enumerate(node.inputs)
            if i is not None and wants >> position & 1
        ]

    def _leads_to(self, targets: set[int]) -> set[int]:
        """The nodes between the roots and `targets`, the targets among them."""
        needed = set(targets)
        for id in targets:  # the results of one call are one node of PyTorch's
            node = self.tape.nodes[id]
            if node.wants and node.op is not None and node.op.outputs:
                first = node.id - node.output
                needed.update(range(first, first + self._results(node.op, first)))
        for at in reversed(self._reachable([*self.under_way, *self.at_leaves])):
            if any(i in needed for i in self._edges(self.tape.nodes[at])):
                needed.add(at)
        return needed

    def settle(self, failed: int) -> None:
        """Stores the gradients of the leaves that were complete when the node `failed` raised."""
        pending = set(self._reachable([*self.under_way, failed]))
        self.arrive_all(sorted(self.at_leaves.keys() - pending, reverse=True))

    # ── one node ──────────────────────────────────────────────────────────────────────────────

    def visit(self, node: Node, gradient: Cotangent) -> None:
        """Stores the gradient where it is kept, and hands the products on."""
        op = node.op
        if node.wants and op is not None and op.outputs:
            self.gather(op, node, gradient)
            return
        goes_on = node.wants != 0 and self.goes_on(node)
        hooks = self.hooks_of(node)
        before = gradient
        if hooks is not None:
            gradient = known("Cotangent", self.hooked(hooks, gradient))
        self.keep(node, before if goes_on else gradient, gradient)
        if goes_on:
            assert op is not None
            self.step(node, gradient, self.checked_products(op, node, gradient))
        elif node.wants:
            if self.stores:
                self.end_at(node, gradient)
            else:
                self.record.steps.append(Step(node.id, elements(gradient), ()))

    def end_at(self, node: Node, gradient: Cotangent) -> None:
        """Comes to a node that `backward(inputs=…)` names, and does not go on from it.

        PyTorch runs it all the same: the errors are those of any node, and what it saved is freed.
        """
        op = known(Op, node.op)
        if self.targets is not None and node.id in self.targets:
            for position, vjp in op.ruled:
                if node.wants >> position & 1 and vjp.saves:
                    self.check_saved(vjp, node)
                elif op.barred:
                    self.apply(vjp, node, gradient)
        self.step(node, gradient, ())

    def keep(self, node: Node, captured: Cotangent, gradient: Cotangent) -> None:
        """Stores a gradient where it was asked for, or is kept.

        What `autograd.grad` gives is the one before hooks where the pass goes on from there.
        """
        tensor = node.tensor
        if self.targets is not None and node.id in self.targets:
            self.captured[node.id] = captured
        if self.keeps(node):
            self.store(tensor, gradient)
        if tensor.post_hooks is not None and self.accumulates(node):
            given = tensor
            for hook in list(tensor.post_hooks.values()):
                given = hook(given) or given
            if given is not tensor:
                raise POST_HOOK_RESULT.error()

    def accumulates(self, node: Node) -> bool:
        """Whether the pass comes to a leaf's AccumulateGrad, which stores what requires grad."""
        asked = self.targets is None or node.id in self.targets
        return self.stores and not node.wants and asked

    def hooks_of(self, node: Node) -> Hooks | None:
        """The hooks on this state of a tensor."""
        tensor = node.tensor
        if self.tape.changes and node.wants and node.id != self.tape.home(tensor).id:
            return self.tape.hooks_before.get(node.id)
        return tensor.hooks

    def goes_on(self, node: Node, positions: int = -1) -> bool:
        """Whether any of the inputs at these positions (bits) leads to what was asked for."""
        needed = self.needed
        return needed is None or any(i in needed for i in self._edges(node, positions))

    def hooked(self, hooks: Hooks, gradient: Cotangent | None) -> Cotangent | None:
        """The gradient after a tensor's hooks, in order of their registration."""
        for hook in list(hooks.values()):
            result = hook(None if gradient is None else self.tensor(gradient))
            if result is not None:
                gradient = OnTape(self.tape, result, None) if self.create_graph else result.data
        return gradient

    def keeps(self, node: Node) -> bool:
        """Whether the gradient that arrives at `node` goes into its tensor's `.grad`."""
        tensor = node.tensor
        if tensor.retains_grad and _met(node) == self.tape.home(tensor).id:
            return True
        if not self.stores:
            return False
        if self.targets is not None:
            return _met(node) in self.targets
        view = tensor.view
        if view is not None and view.base.requires_grad and not view.own:
            return False  # a leaf that requires grad by its base alone
        return not node.wants and tensor.requires_grad

    def gather(self, op: Op, node: Node, gradient: Cotangent) -> None:
        """Waits at a node with several results until the first of them, then steps."""
        first = node.id - node.output
        parts = self.partial.setdefault(first, {})
        if node.id in self.awaited:
            self.awaited.remove(node.id)
        else:
            parts[node.output] = gradient
        if node.output:
            if first not in self.under_way:
                self.under_way[first] = self.zeros(self.tape.nodes[first])
                self.awaited.add(first)
            return
        parts = self.partial.pop(first)
        results = self.tape.nodes[first : first + self._results(op, first)]
        before = [parts.get(result.output) for result in results]
        given = self.hooked_parts(results, before)
        goes_on = self.goes_on(node)
        for result, captured, part in reversed([*zip(results, before, given, strict=True)]):
            if captured is None or part is None:
                continue
            self.keep(result, captured if goes_on else part, part)
            if not goes_on:
                self.record.steps.append(Step(result.id, elements(part), ()))
        if goes_on:
            arrived = self.zeros(node) if given[0] is None else given[0]
            self.step(node, arrived, self.checked_products(op, node, given))

    def hooked_parts(
        self, results: Sequence[Node], parts: Sequence[Cotangent | None]
    ) -> list[Cotangent | None]:
        """The gradients of several results after their hooks, the first that got one first."""
        hooks = [(self.hooks_of(result), result.output) for result in results]
        given = list(parts)
        for found, output in sorted(
            [(found, output) for found, output in hooks if found], key=lambda pair: min(pair[0])
        ):
            given[output] = self.hooked(found, given[output])
        return given

    def _results(self, op: Op, first: int) -> int:
        nodes = self.tape.nodes
        end = first + 1
        while end < len(nodes) and nodes[end].op is op and nodes[end].output == end - first:
            end += 1
        return end - first

    def step(self, node: Node, arrived: Cotangent, values: Iterable[tuple[int, Cotangent]]) -> None:
        """Adds the products of a node to what is under way, and notes them."""
        nodes, needed = self.tape.nodes, self.needed
        products = []
        accumulation = self.accumulation
        accumulation.release(arrived)
        op = node.op
        assert op is not None
        if type(values) is list and len(values) > 1:
            accumulation.lend_parts(arrived, values)
        for position, value in values:
            i = node.inputs[position]
            assert i is not None
            source = nodes[i]
            if needed is not None and _met(source) not in needed:  # of a list
                continue
            data = source.data
            plain = type(value) is type(data) and type(data) is not np.ndarray and not op.written
            product = value if plain else self.fitted(op, node, position, value)
            self.add(source, product)
            keeps = not source.wants or source.tensor.retains_grad or self.targets is not None
            kept = keeps and self.keeps(source)
            products.append(Product(i, position, elements(product), kept))
        self.pass_on(arrived, products)
        if self.accumulation.versions and not arrived.ndim:
            self.accumulation.spread(arrived, [product.value for product in products])
        if not self.retain_graph:
            node.freed = True
        self.record.steps.append(Step(node.id, elements(arrived), tuple(products)))
        hooks = self.tape.node_hooks.get(node.id) if self.tape.node_hooks else None
        if hooks:
            self.call_node_hooks(hooks, node, arrived, products)

    def fitted(self, op: Op, node: Node, position: int, value: Cotangent) -> Cotangent:
        """A product as it goes on: in its operand's shape and dtype, and where in memory."""
        i = node.inputs[position]
        assert i is not None
        source = self.tape.nodes[i]
        product = fit(value, source)
        if op.written and node.region is None and product.shape == value.shape:
            times = op.written[position]
            self.wrote(product, times if isinstance(times, int) else self.counted(times, node))
        if op.name in _LAID_OUT and type(product) is np.ndarray and source.data.flags.f_contiguous:
            product = np.asfortranarray(product)
            self.accumulation.lend(product)  # there it is a view of its transpose
        return product

    def counted(self, times: Callable[..., int], node: Node) -> int:
        """How often a rule writes, where that hangs on what the op was given."""
        names = parameter_names(times)
        given = [
            self.create_graph if name == "recorded" else self.tape.fetch(node, name)
            for name in names
        ]  # fmt: skip
        return times(*given)

    def plain_step(  # noqa: PLR0912  # it is short of time, not of lines
        self, op: Op, node: Node, gradient: Array
    ) -> None:
        """`step` for what nearly all nodes of a pass are: an elementwise op on numpy scalars.

        Nothing has been changed in place, nobody has put a hook on a node, the pass goes to all
        leaves and is not recorded.
        """
        nodes, inputs, wants, freed = self.tape.nodes, node.inputs, node.wants, node.freed
        accumulation = self.accumulation
        products = []
        passed = 0
        if accumulation.holders:
            accumulation.release(gradient)
        for position, vjp in op.ruled:
            if not wants >> position & 1:
                continue
            if freed and vjp.saves:
                raise SECOND_TIME.error()
            reads = vjp.reads
            if reads == _ALONE:
                value = vjp.rule(gradient)
            else:
                arguments: list[object] = []
                for read in reads:
                    if read == GRADIENT:
                        arguments.append(gradient)
                    elif 0 <= read < len(inputs) and (operand := inputs[read]) is not None:
                        arguments.append(nodes[operand].data)
                    elif read == RESULT:
                        arguments.append(node.data)
                    else:
                        arguments.append(self.tape.fetch(node, vjp.needs[len(arguments)]))
                value = vjp.rule(*arguments)
            i: int = inputs[position]  # type: ignore[assignment]
            source = nodes[i]
            if type(value) is not type(source.data):
                value = fit(value, source)
            if source.wants:
                there, met = self.under_way, i
                kept = source.tensor.retains_grad and self.keeps(source)
                before = there.get(met)
            else:
                there, met = self.at_leaves, _met(source)
                before = there.get(met)
                if met not in self.kept_at:
                    self.kept_at[met] = self.keeps(source)
                kept = self.kept_at[met]
            if before is not None:
                there[met] = accumulation.sum_of_numbers(before, value, met)  # type: ignore[arg-type]
            else:
                there[met] = value
                passed += value is gradient
            products.append(Product(i, position, value, kept))
        if passed > 1 or (passed and accumulation.holders):
            self.pass_on(gradient, products)
        if not self.retain_graph:
            node.freed = True
        self.record.steps.append(Step(node.id, gradient, tuple(products)))

    def call_node_hooks(
        self, hooks: dict[int, NodeHook], node: Node, arrived: Cotangent, products: list[Product]
    ) -> None:
        """Shows a node's hooks the gradients of its inputs, and that of its result."""
        given = {product.operand: self.tape.leaf(product.value, cut="grad") for product in products}
        grad_inputs = tuple(given.get(position) for position in range(len(node.inputs)))
        for hook in list(hooks.values()):
            hook(grad_inputs, (self.tensor(arrived),))

    def add(self, node: Node, gradient: Cotangent) -> None:
        """Adds a gradient to what has come to a node."""
        there, id = (self.under_way if node.wants else self.at_leaves), _met(node)
        before = there.get(id)
        if id in self.awaited:
            self.awaited.remove(id)
            before = None
        there[id] = gradient if before is None else self.accumulation.sum(before, gradient, id)

    def pass_on(self, gradient: Cotangent, products: Sequence[Product]) -> None:
        """Notes who holds a gradient that a node has handed on as it is."""
        if isinstance(gradient, OnTape):
            return
        inner = 0
        leaves = []
        for product in products:
            if product.value is gradient:
                source = self.tape.nodes[product.input]
                met = _met(source)
                if source.wants:
                    inner += self.under_way.get(met) is gradient
                elif self.at_leaves.get(met) is gradient:
                    leaves.append(met)
        self.accumulation.pass_on(gradient, inner, leaves)

    def wrote(self, gradient: Cotangent, times: int) -> None:
        """Notes that PyTorch writes into a gradient before it hands it out."""
        if isinstance(gradient, OnTape):
            wrote_recorded(gradient, times)
        elif times:
            self.accumulation.wrote(gradient, times)

    # ── its rules ─────────────────────────────────────────────────────────────────────────────

    def checked_products(
        self, op: Op, node: Node, gradient: Cotangent | list[Cotangent | None]
    ) -> Iterable[tuple[int, Cotangent]]:
        """`products`, with anomaly detection where that is enabled."""
        anomaly = self.tape.anomaly
        if anomaly is None or not anomaly.enabled:
            return self.products(op, node, gradient)
        try:
            products = list(self.products(op, node, gradient))
            if anomaly.check_nan:
                self.check_nan(op, node, products)
        except TorchError:
            anomaly.report(node)
            raise
        return products

    def check_nan(self, op: Op, node: Node, products: list[tuple[int, Cotangent]]) -> None:
        """PyTorch's error for the first product of a node that has a nan."""
        for position, value in products:
            array = elements(value)
            if array.dtype.kind == "f" and np.isnan(array).any():
                edges = [
                    at for at in range(position)
                    if node.inputs[at] is not None and (op.variadic or op.rules[at])
                ]  # fmt: skip
                raise NAN_GRADIENT.error(name=self.tape.grad_fn_of(node), index=len(edges))

    def products(
        self, op: Op, node: Node, gradient: Cotangent | list[Cotangent | None]
    ) -> Iterable[tuple[int, Cotangent]]:
        """The vector-Jacobian products, by the positions of the inputs that want one."""
        self.tape.budget.charge_work(2 * node.data.size)
        if self.tape.packed:
            self.unpack(node)
        if op.variadic:
            vjp = op.rules[0]
            assert vjp is not None
            if node.region is not None:
                return self.through_function(vjp, node, gradient, node.region)
            values = known("list[Cotangent | None]", self.apply(vjp, node, gradient))
            return [
                (position, value) for position, value in enumerate(values)
                if value is not None and node.wants >> position & 1
            ]  # fmt: skip
        if node.region is not None:
            return self.through_view(op, node, known("Cotangent", gradient), node.region)
        wants = node.wants
        return [
            (position, known("Cotangent", value))
            for position, vjp in op.ruled
            if wants >> position & 1 and self.goes_on(node, 1 << position)
            and (value := self.apply(vjp, node, gradient)) is not None
        ]  # fmt: skip

    def through_view(
        self, op: Op, node: Node, gradient: Cotangent, region: Region
    ) -> Iterable[tuple[int, Cotangent]]:
        """CopySlices: the rules see the region's part of the gradient; the rest goes on."""
        place = region.size, region.stride, region.offset, region.order
        part = known("Cotangent", as_strided(gradient, *place))
        if not isinstance(part, OnTape):
            part = np.array(part)[()]
        for position, vjp in op.ruled:
            if not node.wants >> position & 1:
                continue
            product = known("Cotangent", self.apply(vjp, node, part))
            if position:
                yield position, product
                continue
            if any(n > 1 and not step for n, step in zip(region.size, region.stride, strict=True)):
                raise OVERLAP.error()
            fitted = fit(product, self.tape.nodes[region.view])
            whole = known("Cotangent", as_strided_scatter(gradient, fitted, *place))
            self.wrote(whole, 2)  # PyTorch copies the gradient, then the product into its place
            yield position, whole

    def through_function(
        self, vjp: VJP, node: Node, gradients: object, region: Region
    ) -> Iterable[tuple[int, Cotangent]]:
        """CopySlices of a function of the program's that has changed a view in place."""
        (whole,) = known("list[Cotangent]", gradients)
        place = region.size, region.stride, region.offset, region.order
        part = known("Cotangent", as_strided(whole, *place))
        if not isinstance(part, OnTape):
            part = np.array(part)[()]
        values = known("list[Cotangent | None]", self.apply(vjp, node, [part]))
        for position, value in enumerate(values):
            if not node.wants >> position & 1:
                continue
            if self.tape.nodes[node.inputs[position] or 0].tensor is node.tensor:
                own = self.nothing(part) if value is None else value
                yield position, known("Cotangent", as_strided_scatter(whole, own, *place))
            elif value is not None:
                yield position, value

    def apply(self, vjp: VJP, node: Node, gradient: Cotangent | list[Cotangent | None]) -> object:
        """A rule with what it names."""
        if vjp.keeps:
            self.check_saved(vjp, node)
        fetch = self.fetch
        if self.tape.packed and node.id in self.tape.packed:
            fetch = self.fetch_unpacked
        if self.create_graph:
            gradient = as_rules_have_it(node, gradient)
        given = [gradient if name == "g" else fetch(node, name) for name in vjp.needs]
        return vjp.rule(*(given if node.tensor.dtype.computes is None else map(widened, given)))

    def check_saved(self, vjp: VJP, node: Node) -> None:
        """PyTorch's errors for what was saved, and is not there or not what it was."""
        if node.freed:
            raise SECOND_TIME.error()
        if self.tape.changes:
            self.check_versions(vjp, node)

    def check_versions(self, vjp: VJP, node: Node) -> None:
        """PyTorch's error where something that was saved is not what it was."""
        op = node.op
        assert op is not None
        for name in vjp.saves:
            position = op.places.get(name)
            if position is None and name == "indices" and name not in op.outputs:
                for tensor, version in getattr(node.attrs[name], "saved", ()):
                    self.check_version(self.tape.nodes[tensor.at], node, version)
                continue
            if position is None:
                saved = node
                if name in op.outputs:
                    saved = self.tape.nodes[node.id - node.output + op.outputs.index(name)]
                self.check_version(saved, node, saved.version)
                continue
            for place in range(len(node.inputs)) if op.variadic else (position,):
                i = self.tape.source(node, place)
                if i is not None:
                    versions = node.saved_versions
                    source = self.tape.nodes[i]
                    if place == 0 and self.changed_by(node, source):
                        continue  # an in-place op saves a copy of what it is about to change
                    if source.wants and source.tensor.is_leaf:
                        raise SAVED_DETACHED.error()
                    self.check_version(source, node, versions[place] if versions else 0)

    def changed_by(self, node: Node, source: Node) -> bool:
        """Whether a node is an in-place op's, which wrote into its operand `source`."""
        memory = node.tensor.memory
        return memory is not None and source.tensor.memory is memory and not known(Op, node.op).view

    def check_version(self, saved: Node, node: Node, expected: int) -> None:
        """Raises where a saved tensor was changed in place after `node` saved it."""
        tensor = saved.tensor
        if tensor.memory is None or tensor.memory.version == expected:
            return
        refresh(self.tape, tensor)
        present = node if saved is node else self.tape.nodes[tensor.at]
        grad_fn = self.tape.grad_fn_of(present)
        op = in_messages(grad_fn) if grad_fn else ""
        raise modified(
            self.tape,
            tensor.dtype,
            shape=list(tensor.shape),
            producer=f", which is output {present.output} of {op}," if op else "",
            version=tensor.memory.version,
            expected=expected,
        )

    def fetch_recorded(self, node: Node, name: str) -> object:
        """`Tape.fetch` for a pass that is recorded: tensors on the tape instead of elements."""
        tape = self.tape
        op = node.op
        assert op is not None
        if name == "out":
            out = self.lift(node, node)
            region = node.region
            if region is None:
                return out
            return as_strided(out, region.size, region.stride, region.offset, region.order)
        if name in op.outputs:
            return self.lift(tape.nodes[node.id - node.output + op.outputs.index(name)], node)
        if name in op.operands:
            if op.variadic:
                return [self.lift(tape.latest(i), node) for i in node.inputs if i is not None]
            i = tape.source(node, op.places[name])
            if i is not None:
                return self.lift(tape.latest(i), node)
        return tape.fetch(node, name)

    def unpack(self, node: Node) -> None:
        """Has what a node saved through hooks ready for its rules."""
        held = self.tape.packed.get(node.id)
        if held is None:
            return
        if node.freed:
            raise SECOND_TIME.error()
        self.unpacked = {name: packed.unpacked() for name, packed in held.items()}

    def fetch_unpacked(self, node: Node, name: str) -> object:
        """`fetch` for a node whose saved tensors went through hooks."""
        tensor = self.unpacked.get(name)
        if tensor is None:
            return self.fetch(node, name)
        if self.create_graph:
            return as_rules_have_it(node, OnTape(self.tape, tensor, None))
        return tensor.data

    def lift(self, node: Node, reader: Node) -> OnTape:
        """A node's tensor as the recorded rules of `reader` see it."""
        tensor = node.tensor
        if tensor.at != node.id:  # it has been changed in place since
            flag = bool(node.wants) or tensor.requires_grad
            tensor = Tensor(node.id, node.data, tensor.dtype, flag, not node.wants)
        return known("OnTape", as_rules_have_it(reader, OnTape(self.tape, tensor, None)))

    def nothing(self, like: Cotangent) -> Cotangent:
        """Zeros in the shape of a gradient."""
        zeros = np.zeros_like(elements(like))[()]
        return OnTape(self.tape, self.tape.leaf(zeros), None) if self.create_graph else zeros

    def zeros(self, node: Node) -> Cotangent:
        """What stands for a result that no gradient came to."""
        zeros = np.zeros_like(node.data)[()]
        return OnTape(self.tape, self.tape.leaf(zeros), None) if self.create_graph else zeros

    # ── what is stored ────────────────────────────────────────────────────────────────────────

    def store(self, tensor: Tensor, gradient: Cotangent) -> None:
        """Adds to `.grad`: in place for a leaf, so that whoever holds it sees it change."""
        self.record.kept[tensor.at] = tensor
        before = tensor.grad
        if before is None and not tensor.is_leaf and not self.create_graph:
            tensor.grad = self.tensor(gradient, copied=True)
        elif before is None:
            tensor.grad = self.copied(gradient, tensor.data)
            given = any(gradient is seed for seed in self.seeds)  # the caller's
            taken = _same_layout(elements(gradient), tensor.data)
            if given or tensor.at in self.accumulation.shared or not taken:
                tensor.grad.memory = Memory(1)  # PyTorch takes no such memory over
            elif not self.create_graph and self.accumulation.version(gradient):
                tensor.grad.memory = Memory(self.accumulation.version(gradient))
        elif self.create_graph:
            total = OnTape(self.tape, before, None) + gradient
            tensor.grad = known(Tensor, unlift(total))
        elif tensor.is_leaf:
            write(self.tape, before, before.data + elements(gradient))  # type: ignore[operator]
        else:
            tensor.grad = self.tensor(before.data + elements(gradient))  # type: ignore[operator]

    def copied(self, gradient: Cotangent, data: Array) -> Tensor:
        """A gradient as the first that is stored, laid out as the leaf's elements are.

        Recorded, its copy is a step of the graph.
        """
        if not isinstance(gradient, OnTape):
            own = np.asarray(gradient)[()]
            if type(own) is np.ndarray:
                filled = type(data) is np.ndarray and dense(data)
                own = (
                    np.empty_like(data, gradient.dtype)
                    if filled
                    else np.empty(own.shape, own.dtype)
                )
                own[...] = gradient
            return self.tape.leaf(own, cut="grad")
        empty = self.tape.leaf(np.zeros_like(gradient.tensor.data)[()], cut="grad")
        copied = known(Tensor, self.tape.apply(copy, (empty, gradient.tensor), {}))
        copied.memory = Memory(1)  # PyTorch writes it into new memory
        self.tape.nodes[copied.at].version = 1
        return copied

    def tensor(self, gradient: Cotangent, *, copied: bool = False) -> Tensor:
        """A gradient as a tensor of its own, which shares its memory with nothing.

        `copied`: whether it is one in PyTorch too, which nobody has written into.

        Where one number stood for many elements it still does, as in PyTorch.
        """
        if isinstance(gradient, OnTape):
            return gradient.tensor
        version = 0 if copied else self.accumulation.version(gradient)
        if not gradient.ndim:
            result = self.tape.leaf(np.asarray(gradient)[()], cut="grad")
            result.memory = Memory(version) if version else None
            return result
        array = np.asarray(gradient)
        distinct = array[tuple([slice(None) if n else slice(1) for n in array.strides])]
        own = np.broadcast_to(distinct.copy(), array.shape)
        own.setflags(write=True)
        result = self.tape.leaf(own, cut="grad")
        result.memory = Memory(version) if version else None
        if distinct.shape != array.shape or (not copied and self.is_view(array)):
            result.memory = Memory(version)
            result.view = View(self.tape.leaf(distinct, cut="grad"), version, "no_grad")
        return result

    def is_view(self, gradient: np.ndarray[Shape, np.dtype[np.generic]]) -> bool:
        """Whether PyTorch has made it as a view of the gradient that arrived at its node."""
        owner = owner_of(gradient)
        if owner is gradient or not owner.ndim:
            return owner is not gradient
        if not self.origins:
            for step in self.record.steps:
                for product in step.products:
                    self.origins.setdefault(id(product.value), step.grad_output)
        arrived = self.origins.get(id(gradient), gradient)
        return arrived is not gradient and np.may_share_memory(arrived, gradient)


def _place(node: Node) -> int:
    """Which of PyTorch's nodes it belongs to: the results of one call are one of them."""
    op = node.op
    return node.id - node.output if node.wants and op is not None and op.outputs else _met(node)


def _is_early(node: Node) -> bool:
    """Whether PyTorch comes to it as soon as it can: a leaf, or what has no derivative."""
    barred = node.op is not None and node.op.barred and node.region is None
    return barred or not node.wants


def modified(tape: Tape, dtype: DType, **fields: object) -> TorchError:
    """The error for a saved tensor that was changed in place, with the hint that fits."""
    searched = tape.anomaly is not None and tape.anomaly.enabled
    type_name = _UNTRANSLATED.get(dtype.name, f"torch.{dtype.type_name}")
    return (MODIFIED_TRACED if searched else MODIFIED).error(type_name=type_name, **fields)


def _met(node: Node) -> int:
    """Where a gradient for this state of a tensor goes: a leaf has it in its present state."""
    if node.history is not None:
        return node.history.id
    return node.id if node.wants else node.tensor.at


_ALONE = (GRADIENT,)
"""What a rule reads that needs no more than the gradient."""

_UNTRANSLATED = {"bool": "CPUBoolType", "bfloat16": "CPUBFloat16Type"}
"""What PyTorch's errors call the types for which they do not put Python's names."""

_LAID_OUT = {"mm", "addmm"}
"""Whose gradients PyTorch lays out as the operands are."""


def _same_layout(gradient: Array, data: Array) -> bool:
    """Whether a gradient lies in memory as the leaf does, so that PyTorch can take it over."""
    steps = zip(gradient.shape, gradient.strides, data.strides, strict=True)
    return all(mine and (n == 1 or mine == theirs) for n, mine, theirs in steps)


def as_rules_have_it(
    node: Node, value: Cotangent | list[Cotangent | None]
) -> Cotangent | list[Cotangent | None]:
    """A tensor on the tape as the recorded rules of a node compute with it.

    A number that was an operand on a par with tensors is a tensor in PyTorch, so that operators
    between it and another record what they record for two tensors.
    """
    if isinstance(value, list):
        return [
            None if part is None else known("Cotangent", as_rules_have_it(node, part))
            for part in value
        ]
    if not isinstance(value, OnTape):
        return value
    kind = OnTape if _wraps_number(node) else InRule
    return kind(value.tape, value.tensor, value.site)


def _wraps_number(node: Node) -> bool:
    op = known(Op, node.op)
    return not op.variadic and any(
        i is None and op.rules[position] is not None
        and isinstance(node.attrs.get(op.operands[position]), Number)
        for position, i in enumerate(node.inputs)
    )  # fmt: skip


def fit(value: Cotangent, source: Node) -> Cotangent:
    """Undoes broadcasting and promotion: a product in its operand's own shape and dtype."""
    dtype = source.tensor.dtype
    if value.shape != source.data.shape:
        value = known("Cotangent", sum_to(value, source.data.shape))
    if isinstance(value, OnTape):
        return value if value.dtype is dtype else known("Cotangent", to(value, dtype))
    return value if value.dtype is dtype.numpy else cast(value, dtype)
