"""torch.autograd.forward_ad: tensors that carry tangents.

A tangent is computed when it is asked for. From the duals that the program made it is pushed along
the tape, node by node: what a node's op does to tangents is the derivative of its vector-Jacobian
product by the vector (the "double backward trick").
"""

from __future__ import annotations

from collections.abc import Sequence

from gradviz.engine.op import TABLE
from gradviz.engine.tensor import Node, Region, Site, Tensor
from gradviz.language.functional.func import check_tangent
from gradviz.language.functional.tools import Work, runtime_error
from gradviz.language.machine import Machine
from gradviz.language.texts import to_format
from gradviz.language.values import Native

Arguments = list[object]
Keywords = dict[str, object]


class Duals:
    """The tensors that carry tangents while a level is open."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.first = len(machine.tape.nodes)
        """What was made before that carries none."""
        self.tangents: dict[int, Tensor | None] = {}
        """The tangents that are known, by node; None where one has none."""
        self.pushing = False

    def tangent(self, tensor: Tensor, site: Site) -> Tensor | None:
        """What a tensor carries."""
        if tensor.at in self.tangents or self.pushing:
            return self.tangents.get(tensor.at)
        self.pushing = True
        made = len(self.machine.tape.nodes)
        try:
            with Work(self.machine, "unpack_dual", site) as work:
                for at in self._pending(tensor.at):
                    self.tangents[at] = self._pushed(work, self.machine.tape.nodes[at])
        finally:
            self.pushing = False
            for at in range(made, len(self.machine.tape.nodes)):  # no part of the program
                self.tangents[at] = None
        return self.tangents[tensor.at]

    def _pending(self, at: int) -> list[int]:
        """The nodes on the way to a node whose tangents are not known, in order of creation."""
        nodes, found, pending = self.machine.tape.nodes, {at}, [at]
        while pending:
            self.machine.budget.charge_work(1)
            for i in nodes[pending.pop()].inputs:
                if i is None or i in found or i < self.first or i in self.tangents:
                    continue
                found.add(i)
                pending.append(i)
        return sorted(found)

    def _pushed(self, work: Work, node: Node) -> Tensor | None:
        """The tangent of a node, from those of its inputs."""
        op = node.op
        if op is None or not any(i is not None and self.tangents.get(i) for i in node.inputs):
            return None
        if node.region is not None:
            return self._written_through(work, node, node.region)
        if not op.differentiable:
            return None
        operands: list[object] = [
            self._state(i) if i is not None else self.machine.tape.operand(node, position)
            for position, i in enumerate(node.inputs)
        ]
        tangents = [self.tangents.get(i) if i is not None else None for i in node.inputs]
        recorded = self._recorded(*operands, *tangents)
        if (op.view or op.title in _LINEAR) and all(tangents):
            with work.grad_mode(recorded):
                return _applied(work, node, tangents)
        return _derivative(work, node, operands, tangents, recorded)

    def _recorded(self, *given: object) -> bool:
        """Whether what is made of these has a history."""
        outside = any(type(each) is Tensor and each.requires_grad for each in given)
        return self.machine.tape.grad_enabled and outside

    def _written_through(self, work: Work, node: Node, region: Region) -> Tensor:
        """The tangent of a tensor of which an op has changed a part, through a view."""
        place = region.size, region.stride, region.offset, region.order
        base, *others = [self.tangents.get(i) if i is not None else None for i in node.inputs]
        whole = base or work.zeros_like(node.tensor)
        operands: list[object] = [
            self._state(i) if i is not None else self.machine.tape.operand(node, position + 1)
            for position, i in enumerate(node.inputs[1:])
        ]
        recorded = self._recorded(*operands, whole, *others)
        with work.grad_mode(recorded):
            part = work.op("as_strided", whole, *place)
        operands.insert(0, self._state(region.view))
        changed = _derivative(work, node, operands, [part, *others], recorded)
        with work.grad_mode(recorded):
            return work.op("as_strided_scatter", whole, changed or work.zeros_like(part), *place)

    def _state(self, at: int) -> Tensor:
        """A tensor as a node has it, though it may have been changed in place since."""
        node = self.machine.tape.nodes[at]
        tensor = node.tensor
        if tensor.at == at:
            return tensor
        flag = bool(node.wants)
        return Tensor(at, node.data, tensor.dtype, flag, not flag)


_LINEAR = {"sum", "mean", "neg", "cat", "stack"}
"""Ops that do to tangents what they do to tensors, beside all views."""


def _applied(work: Work, node: Node, operands: Sequence[object]) -> Tensor:
    """What the op of a node makes of other operands."""
    op = node.op
    assert op is not None
    given = [list(operands)] if op.variadic else operands
    attrs = {name: value for name, value in node.attrs.items() if name not in op.places}
    made = work.tape.apply(op, given, attrs, work.site)
    return made[node.output] if isinstance(made, tuple) else made


def _derivative(
    work: Work,
    node: Node,
    operands: list[object],
    tangents: list[Tensor | None],
    recorded: bool,
) -> Tensor | None:
    """The tangent of what a node computes, None where it has no derivative."""
    op = node.op
    assert op is not None
    given = list(operands)
    pairs: list[tuple[Tensor, Tensor]] = []
    with work.grad_mode(True):
        for position, (operand, tangent) in enumerate(zip(operands, tangents, strict=True)):
            if type(operand) is not Tensor or not (op.variadic or op.rules[position]):
                continue
            if tangent is None and recorded:  # PyTorch fills in zeros, which have a history
                tangent = work.zeros_like(operand)  # noqa: PLW2901
            if tangent is not None:
                given[position] = leaf = _tracked(work, operand, recorded)
                pairs.append((leaf, tangent))
        output = _applied(work, node, given)
        if not pairs or not output.requires_grad:
            return None
        vector = work.zeros_like(output, requires_grad=True)
        leaves = [leaf for leaf, _ in pairs]
        products = work.gradients([output], leaves, [vector], create_graph=True)
        linear = [
            (product, tangent)
            for product, (_, tangent) in zip(products, pairs, strict=True)
            if product is not None and product.requires_grad
        ]
        (found,) = work.gradients(
            [product for product, _ in linear],
            [vector],
            [tangent for _, tangent in linear],
            create_graph=recorded,
        )
    return work.zeros_like(output) if found is None else found


def _tracked(work: Work, operand: Tensor, recorded: bool) -> Tensor:
    """An operand that a product can be asked of; with its history where that is recorded."""
    if recorded and operand.requires_grad:
        return work.op("alias", operand)
    leaf = work.detached(operand)
    work.require_grad(leaf)
    return leaf


def _open(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> None:
    """`open_duals()`: a level is entered."""
    machine.duals = Duals(machine)
    machine.tape.keeps_writes = True


def _close(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> None:
    """`close_duals()`: no tensor carries a tangent any more."""
    machine.duals = None
    machine.tape.keeps_writes = False


def _make(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> Tensor:
    """`dual_of(primal, tangent)`: a view of the primal that carries the tangent."""
    primal, tangent = args
    assert type(primal) is Tensor
    assert type(tangent) is Tensor
    assert machine.duals is not None
    check_tangent(primal, tangent)
    if machine.duals.tangent(primal, site) is not None:
        raise runtime_error(
            "Making a dual Tensor based on a Tensor that already has a forward gradient at the same"
            " level 0 is not supported."
        )
    dual = machine.tape.call(TABLE["view"], (primal, primal.shape), {}, site)
    assert type(dual) is Tensor
    machine.duals.tangents[dual.at] = tangent
    return dual


def _tangent(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> Tensor | None:
    """`tangent_of(tensor)`."""
    (tensor,) = args
    assert type(tensor) is Tensor
    if machine.duals is None:
        return None
    return machine.duals.tangent(tensor, machine.shown(site) or site)


def _primal(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> Tensor:
    """`primal_of(tensor)`: a view of it that carries no tangent."""
    (tensor,) = args
    primal = machine.tape.call(TABLE["alias"], (tensor,), {}, site)
    assert type(primal) is Tensor
    if machine.duals is not None:
        machine.duals.tangents[primal.at] = None
    return primal


def tangent_text(machine: Machine, tensor: Tensor) -> str | None:
    """What a print shows of a tensor's tangent; None where it has none."""
    duals = machine.duals
    if duals is None or tensor.at < duals.first:
        return None
    tangent = duals.tangent(tensor, machine.statement or (1, 0, 1, 0))
    return None if tangent is None else to_format(machine, tangent, "")


FUNCTIONS: dict[str, Native] = {
    "open_duals": _open,
    "close_duals": _close,
    "dual_of": _make,
    "tangent_of": _tangent,
    "primal_of": _primal,
}
"""What the page of this module calls."""
