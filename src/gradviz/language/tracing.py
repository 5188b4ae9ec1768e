"""From what a machine has recorded to the Trace."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from operator import itemgetter
from typing import TypeVar

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from gradviz.engine.autograd import Pass
from gradviz.engine.dtypes import FLOATING, OF_NUMPY
from gradviz.engine.formula import are_names, formula
from gradviz.engine.messages import TorchError
from gradviz.engine.op import Op
from gradviz.engine.tensor import Node, Site, Tensor
from gradviz.engine.views import refresh
from gradviz.language.machine import Machine, Occurrence, Opened
from gradviz.language.notes import notes_of
from gradviz.language.trace_values import plain, values_of
from gradviz.trace import (
    SCHEMA,
    BackwardPass,
    Error,
    Event,
    Folded,
    Gradient,
    Product,
    Scope,
    Span,
    Step,
    Summary,
    TensorRecord,
    Trace,
    Value,
    Variable,
    Warning,
)

_LONGEST = 24
"""Characters of an expression that may stand for a tensor in a formula."""

_LONGEST_INT = 4_000
"""Bits of an integer among the variables: Python refuses to write very long ones."""

_MOST_ITEMS = 1000
"""Of a list or dict among the variables."""


_PASSED: tuple[Gradient, str] = "passed", "passed, not kept"

_NOWHERE = Span(1, 1, 1, 1)


def trace_of(machine: Machine, error: Error | None, max_values: int) -> Trace:
    """The Trace of a program that has ended, or has been ended by `error`."""
    return _Tracing(machine, max_values).trace(error)


K = TypeVar("K")
V = TypeVar("V")


class _Filled(dict[K, V]):
    """A table whose entries are made when they are asked for the first time."""

    def __init__(self, make: Callable[[K], V]) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, key: K) -> V:
        made = self[key] = self.make(key)
        return made


class _Tracing:
    """Writes one Trace: by columns where there may be many, since that is what takes time."""

    def __init__(self, machine: Machine, max_values: int) -> None:
        self.machine = machine
        self.max_values = max_values
        self.nodes = machine.tape.nodes
        self.spans = _Filled(machine.program.span)
        self.texts = _Filled(machine.program.text)
        self.lists: _Filled[tuple[int, ...] | tuple[str, ...], list[int] | list[str]]
        self.lists = _Filled(list)  # type: ignore[arg-type]
        """Names and shapes as lists: one for all tensors of these names, of this shape."""
        numbers = {number: place for place, number in enumerate(machine.scopes)}
        self.places = _Filled[int, int](lambda number: numbers[machine.scopes.present(number)])
        """By its number where in the Trace a scope is."""
        self.labels: dict[Site, str] = {}
        self.patterns: dict[object, _Pattern] = {}
        """By ops, and what they were given beside tensors."""
        _bring_up_to_date(machine)
        self.reached = _reached(machine.passes, len(self.nodes))
        for i in machine.steps.reached:
            self.reached[i] = 1
        self.firsts: dict[Tensor, int] = {}
        """The first node of each tensor that has changed its state."""
        self.tried = any(occurrence.kind == "backward" for occurrence in machine.timeline)
        self.named_after = _named_after_passes(machine) if self.tried else {}
        """How many passes came to a tensor before it had a name, where any did."""
        self.run = 0
        """The number of the pass that is being written."""
        self.stopped: set[int] = set()
        """The tensors that a pass which raised was on its way to."""

    def trace(self, error: Error | None) -> Trace:
        """All of it."""
        machine = self.machine
        if error is not None:
            self.stopped = self.not_come_to(machine.passes)
        return Trace(
            schema=SCHEMA,
            source=machine.program.source,
            tensors=self.records(),
            variables=self.variables(),
            passes=[self.backward_pass(run, i) for i, run in enumerate(machine.passes)],
            timeline=[self.event(occurrence) for occurrence in machine.timeline],
            scopes=self.scopes(),
            output="".join(machine.output),
            warnings=[Warning(w.category, w.text, self.span(w.site)) for w in machine.warnings],
            error=error,
            notes=notes_of(machine),
        )

    def scopes(self) -> list[Scope]:
        """The turns of loops and the calls."""
        found = []
        for scope in self.machine.scopes.values():
            parent = None if scope.parent is None else self.places[scope.parent]
            made = Scope(scope.kind, scope.label(), self.span_of(scope), parent)
            turns = scope.folded
            if turns is not None:
                made.folded = Folded(turns.turns, turns.tensors, turns.passes, turns.at)
            found.append(made)
        return found

    def span_of(self, scope: Opened) -> Span:
        """Where the loop or the call of a scope stands."""
        site = scope.site
        return self.span(site if site[0] else self.shown(site, scope.parent)) or _NOWHERE

    def span(self, site: Site | None) -> Span | None:
        """A place as the Trace has it."""
        return None if site is None else self.spans[site]

    # ── tensors ───────────────────────────────────────────────────────────────────────────────

    def records(self) -> list[TensorRecord]:
        """The nodes of the tape as the tensors of the Trace."""
        nodes = self.nodes
        shown = [node.tensor.data if node.id == node.tensor.at else node.data for node in nodes]
        return list(map(self.record, nodes, values_of(shown, self.max_values)))

    def record(self, node: Node, value: Value) -> TensorRecord:
        """A node of the tape as a tensor of the Trace."""
        tensor, wants, op, id, site = node.tensor, node.wants, node.op, node.id, node.site
        present = id == tensor.at
        version_of: int | UnsetType = UNSET
        if not present:
            version_of = self.firsts.setdefault(tensor, id)
        elif self.firsts:
            version_of = self.firsts.get(tensor, UNSET)
        grad = tensor.grad if present else None
        if wants and grad is None and self.reached[id]:
            gradient, reason = _PASSED
        else:
            gradient, reason = self.gradient(node, tensor, present)
        if site is not None and not site[0]:
            site = self.shown(site, node.scope)
        if not present:
            version = node.version
        else:
            version = tensor.memory.version if tensor.memory is not None else 0
        return TensorRecord(
            id,
            self.lists[tensor.names],  # type: ignore[arg-type]
            "" if site is None else self.texts[site],
            None if site is None else self.spans[site],
            op.title if op is not None else _op_name(node),
            [i for i in node.inputs if i is not None],
            self.machine.tape.grad_fn_of(node) if wants else None,
            self.lists[node.data.shape],  # type: ignore[arg-type]
            tensor.dtype.name if present else OF_NUMPY[node.data.dtype].name,
            value,
            wants != 0 or (tensor.requires_grad and tensor.is_leaf),
            wants == 0,
            tensor.retains_grad and present,
            None if grad is None else self.value(grad),
            gradient,
            reason,
            version,
            None if node.scope is None else self.places[node.scope],
            UNSET if version_of == id else version_of,
        )

    def shown(self, site: Site, scope: int | None) -> Site | None:
        """The place of the call, where an op stands on a page of ours."""
        while not site[0] and scope is not None:
            opened = self.machine.scopes[scope]
            site, scope = opened.site, opened.parent
        return site if site[0] else None

    def value(self, tensor: Tensor) -> Value:
        """A tensor's elements."""
        return values_of([tensor.data], self.max_values)[0]

    def gradient(self, node: Node, tensor: Tensor, present: bool) -> tuple[Gradient, str]:
        """The state of a node's gradient, and why, in a few words."""
        if tensor.grad is not None and present:
            if tensor.retains_grad:
                return "kept", "retain_grad()"
            return "kept", "leaf" if tensor.is_leaf else "inputs="
        if self.reached[node.id]:
            if node.wants:
                return _PASSED
            if not present:
                return "passed", "changed in place since"
            return "passed", self.not_stored(node)
        return "none", self.unreached(node)

    def not_come_to(self, passes: list[Pass]) -> set[int]:
        """What lies above the last pass's roots and has not been reached."""
        found = set(passes[-1].roots) if passes else set()
        pending = list(found)
        while pending:
            node = self.nodes[pending.pop()]
            for position, i in enumerate(node.inputs):
                if i is not None and node.wants >> position & 1 and i not in found:
                    found.add(i)
                    pending.append(i)
        return {i for i in found if not self.reached[i]}

    def not_stored(self, node: Node) -> str:
        """Why a leaf that a gradient came to has none."""
        stored = node.id in self.machine.steps.stored or any(
            run.stores and any(p.input == node.id and p.kept for s in run.steps for p in s.products)
            for run in self.machine.passes
        )
        return "set to None since" if stored else "given back by autograd.grad()"

    def unreached(self, node: Node) -> str:
        """Why no gradient came to a node."""
        tensor = node.tensor
        if node.cut == "grad":
            return "a gradient"
        if node.cut:
            return _CUTS.get(node.cut) or f"{node.cut}() has no derivative"
        if not node.wants and not tensor.requires_grad:
            if tensor.dtype.category != FLOATING:
                return f"{tensor.dtype.name} has no gradient"
            return "requires_grad=False"
        if node.id in self.stopped:
            return "an error stopped backward()"
        if not self.machine.passes and not self.machine.steps.reached:
            return _RAISED if self.tried else "backward() was not called"
        return "not on a path to the root"

    def variables(self) -> dict[str, Variable]:
        """The variables as the program ends: tensors, and plain values."""
        found: dict[str, Variable] = {}
        for name, value in self.machine.globals.items():
            if type(value) is Tensor:
                found[name] = Variable(tensor=value.at)
            elif is_plain(value):
                found[name] = Variable(value=plain_value(value))
        return found

    # ── backward passes ───────────────────────────────────────────────────────────────────────

    def backward_pass(self, run: Pass, number: int = 0) -> BackwardPass:
        """A backward pass."""
        self.run = number
        nodes, formulas = self.nodes, self.formulas_of
        arrived = values_of([step.grad_output for step in run.steps], self.max_values)
        given = [product.value for step in run.steps for product in step.products]
        values = iter(values_of(given, self.max_values))
        steps = []
        for step, grad_output in zip(run.steps, arrived, strict=True):
            node = nodes[step.node]
            texts = formulas(node)
            products = [
                Product(product.input, value, texts[product.operand], product.kept)
                for product, value in zip(step.products, values, strict=False)
            ]
            steps.append(Step(step.node, _op_name(node) or "", grad_output, products))
        return BackwardPass(
            span=self.span(run.site),
            kind="backward" if run.stores else "grad",
            roots=list(run.roots),
            seeds=values_of(list(run.seeds), self.max_values),
            steps=steps,
        )

    def formulas_of(self, node: Node) -> tuple[str, ...]:
        """The rules of a node's op with the program's names, by operand: "g * b"."""
        op, inputs = node.op, node.inputs
        assert op is not None
        given: tuple[tuple[str, type, str], ...] = ()
        if node.attrs:
            given = tuple([
                (name, type(value), str(value))
                for name, value in node.attrs.items() if isinstance(value, int | float | str)
            ])  # fmt: skip
        form: object = op
        if given or op.variadic or None in inputs:
            form = op, given, tuple([i is None for i in inputs])
        pattern = self.patterns.get(form)
        if pattern is None:
            pattern = self.patterns[form] = _pattern(op, inputs, given)
        if pattern.constant:
            return pattern.texts
        label, nodes, own = self.label, self.nodes, node.tensor.names
        if self.named_after:
            return pattern.filled(self.labels_then(node))
        labels = [
            "" if i is None else names[0] if (names := nodes[i].tensor.names) else label(nodes[i])
            for i in inputs
        ]
        labels.append(own[0] if own else "out")
        return pattern.filled(labels)

    def labels_then(self, node: Node) -> list[str]:
        """The names of a node's operands, and of itself, when the pass that is written began."""
        labels = []
        for i in node.inputs:
            names = () if i is None else self.names_then(self.nodes[i].tensor)
            labels.append("" if i is None else names[0] if names else self.label(self.nodes[i]))
        own = self.names_then(node.tensor)
        return [*labels, own[0] if own else "out"]

    def label(self, node: Node) -> str:
        """How a formula names a tensor without a name: by the expression that made it."""
        site = node.site
        if site is None or not site[0]:
            return _op_name(node) or "…"
        found = self.labels.get(site)
        if found is None:
            text = self.texts[site]
            if not text or len(text) > _LONGEST or "\n" in text:
                found = _op_name(node) or "…"
            elif text.isidentifier() or text.endswith(")"):
                found = text
            else:
                found = f"({text})"
            self.labels[site] = found
        return found

    def names_then(self, tensor: Tensor) -> tuple[str, ...]:
        """The names of a tensor, if it had any when the pass began that is being written."""
        return () if self.named_after.get(tensor, 0) > self.run else tensor.names

    # ── the timeline ──────────────────────────────────────────────────────────────────────────

    def event(self, occurrence: Occurrence) -> Event:
        """An entry of the timeline."""
        site, node = occurrence.site, occurrence.node
        event = Event(
            None if site is None else self.spans[site],
            occurrence.kind,
            occurrence.nodes,
            occurrence.name or UNSET,
            UNSET if node is None else node,
        )
        if occurrence.scope is not None:
            event.scope = self.places[occurrence.scope]
        if occurrence.local:
            event.local = True
        if occurrence.kind == "assign":
            if node is None:
                event.value = _scalar(occurrence.value)
        elif occurrence.kind in _VALUED:
            value = occurrence.value
            if isinstance(value, np.ndarray | np.generic):
                event.value = values_of([value], self.max_values)[0]
            else:
                event.value = value if isinstance(value, Summary) else plain_value(value)
        if occurrence.text:
            event.text = occurrence.text
        if occurrence.index >= 0:
            event.index = occurrence.index
        return event


class _Pattern(msgspec.Struct):
    """The rules of an op as formulas with places for names: "g * %s"."""

    op: Op
    attributes: dict[str, str]
    """Those of its attributes that are numbers or strings."""
    texts: tuple[str, ...]
    names: tuple[Callable[[list[str]], object], ...]
    """For each text what stands in its places, of the names of the operands and of the result."""
    constant: bool
    """Whether the names are in none of them."""
    verbatim: bool
    """Whether an attribute's text could be taken for a name."""
    written: dict[tuple[str, ...], tuple[str, ...]] = {}
    """The formulas, by the names that stand in them."""

    def filled(self, labels: list[str]) -> tuple[str, ...]:
        """With the names of the operands ("" for one that is none) and, last, of the result."""
        key = tuple(labels)
        found = self.written.get(key)
        if found is None:
            found = self.formulas(labels)
            if len(self.written) < _MOST_WRITTEN:
                self.written[key] = found
        return found

    def formulas(self, labels: list[str]) -> tuple[str, ...]:
        """`filled`, where they are not known yet."""
        texts = ["g", *filter(None, labels)]
        if self.verbatim or len(set(texts)) < len(texts) or not are_names(texts):
            return _formulas(self.op, labels, self.attributes)
        # names that differ stand in a formula as they are
        return tuple([
            text % names(labels) for text, names in zip(self.texts, self.names, strict=True)
        ])  # fmt: skip


def _pattern(
    op: Op, inputs: tuple[int | None, ...], given: tuple[tuple[str, type, str], ...]
) -> _Pattern:
    attributes = {name: text for name, _, text in given}
    if op.variadic:
        texts = (formula(op, 0, {}),) * len(inputs)
        return _Pattern(op, attributes, texts, (), constant=True, verbatim=False)
    places = ["" if i is None else f"{{{place}}}" for place, i in enumerate(inputs)]
    places.append(f"{{{len(inputs)}}}")
    texts = _formulas(op, places, attributes)
    used = [[int(place) for place in _PLACE.findall(text)] for text in texts]
    verbatim = any(kind is str for _, kind, _ in given)
    if not (verbatim or any(used)):
        return _Pattern(op, attributes, texts, (), constant=True, verbatim=False)
    return _Pattern(
        op,
        attributes,
        tuple([_PLACE.sub("%s", text.replace("%", "%%")) for text in texts]),
        tuple([itemgetter(*places) if places else _no_names for places in used]),
        constant=False,
        verbatim=verbatim,
    )


_MOST_WRITTEN = 1000
"""Formulas of a pattern that are kept: a loop has few, and lines whose names differ many."""

_PLACE = re.compile(r"\{(\d+)\}")


def _no_names(labels: list[str]) -> tuple[()]:
    return ()


def _formulas(op: Op, labels: list[str], attributes: dict[str, str]) -> tuple[str, ...]:
    """The rules of an op with names, by operand; "" for one that has none."""
    *operands, out = labels
    names = dict(attributes)
    names.update((name, label) for name, label in zip(op.operands, operands, strict=False) if label)
    names["out"] = out
    return tuple([
        formula(op, position, names) if position < len(op.rules) and op.rules[position] else ""
        for position in range(len(operands))
    ])  # fmt: skip


def is_plain(value: object) -> bool:
    """Whether a variable's value can stand in the Trace: numbers, strings, lists of such."""
    pending = [value]
    seen = 0
    while pending:
        item = pending.pop()
        seen += 1
        if isinstance(item, list | tuple):
            pending += item
        elif not isinstance(item, bool | int | float | str | None):
            return False
        long = isinstance(item, int) and item.bit_length() > _LONGEST_INT
        if long or seen + len(pending) > _MOST_ITEMS:
            return False
    return True


def plain_value(value: object) -> Value:
    """A plain value as JSON can hold it; its depth is bounded by its size."""
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    assert value is None or isinstance(value, bool | int | float | str)
    return plain(value)


def _bring_up_to_date(machine: Machine) -> None:
    """Has the program's variables show what was written through other views of their memory."""
    for value in machine.globals.values():
        if type(value) is Tensor and value.view is not None:
            with suppress(TorchError):  # of a view that must not be looked at any more
                refresh(machine.tape, value)


def _reached(passes: list[Pass], nodes: int) -> bytearray:
    """For each of so many nodes whether a gradient came to it in any pass."""
    found = bytearray(nodes)
    for run in passes:
        for root in run.roots:
            found[root] = True
        for step in run.steps:
            found[step.node] = True
            for product in step.products:
                found[product.input] = True
    return found


def _named_after_passes(machine: Machine) -> dict[Tensor, int]:
    """For tensors that passes came to before they had a name: how many."""
    nodes, timeline = machine.tape.nodes, machine.timeline
    passes = before = 0
    found: dict[Tensor, int] = {}
    for occurrence in timeline:
        if occurrence.kind == "backward":
            passes, before = occurrence.index + 1, occurrence.nodes
        elif occurrence.node is not None and occurrence.node < before:
            tensor = nodes[occurrence.node].tensor
            if occurrence.kind == "assign" and tensor.names[0] == occurrence.name:
                found.setdefault(tensor, passes)
    if not found:
        return found
    before = 0
    for occurrence in timeline:  # but for those that had it already
        if occurrence.kind == "backward":
            before = occurrence.nodes
            continue
        node = occurrence.node if occurrence.kind == "assign" else None
        if node is not None and node >= before:
            found.pop(nodes[node].tensor, None)
    return found


def _scalar(value: object) -> Value | UnsetType:
    """A plain value that nothing can change, as JSON can hold it; nothing for any other."""
    if isinstance(value, bool | int | float | str | None) and is_plain(value):
        return plain(value)
    return UNSET


def _op_name(node: Node) -> str | None:
    if node.op is None:
        return "grad" if node.cut == "grad" else None
    return node.op.title


_RAISED = "the backward pass raised an error"

_VALUED = ("grad", "requires_grad", "value")
"""The kinds of events that tell a value."""

_CUTS = {
    "detach": "cut off by detach()",
    "no_grad": "made under no_grad()",
    "inference_mode": "made under inference_mode()",
    "set_grad_enabled": "made under set_grad_enabled(False)",
}
