"""From what a machine has recorded to the Trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
from msgspec import UNSET, UnsetType

from gradviz.engine.autograd import Pass
from gradviz.engine.dtypes import FLOATING
from gradviz.engine.formula import formula, is_number
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


_NONE: list = []  # type: ignore[type-arg]
"""No names, no dimensions: one list for all tensors without."""


_NOWHERE = Span(1, 1, 1, 1)


def trace_of(machine: Machine, error: Error | None, max_values: int) -> Trace:
    """The Trace of a program that has ended, or has been ended by `error`."""
    return _Tracing(machine, max_values).trace(error)


class _Tracing:
    """Writes one Trace: by columns where there may be many, since that is what takes time."""

    def __init__(self, machine: Machine, max_values: int) -> None:
        self.machine = machine
        self.max_values = max_values
        self.nodes = machine.tape.nodes
        self.spans: dict[Site, Span] = {}
        self.places: dict[Site | None, tuple[str, Span | None]] = {}
        self.shapes: dict[tuple[int, ...], list[int]] = {}
        self.name_lists: dict[tuple[str, ...], list[str]] = {}
        self.labels: dict[Site, str] = {}
        self.formulas: dict[tuple[object, ...], tuple[str, ...]] = {}
        self.patterns: dict[tuple[object, ...], tuple[str, ...]] = {}
        """Formulas with places for names: "g * {1}"."""
        self.reached = _reached(machine.passes)
        self.firsts: dict[int, int] = {}
        """For a tensor that has changed its state the first node, by its `id`."""
        self.named_after, self.tried = _named_after_passes(machine)
        self.run = 0
        """The number of the pass that is being written."""
        self.stopped: set[int] = set()
        """The tensors that a pass which raised was on its way to."""

    def trace(self, error: Error | None) -> Trace:
        """All of it."""
        machine = self.machine
        for value in machine.globals.values():
            if type(value) is Tensor and value.view is not None:
                with suppress(TorchError):  # of a view that must not be looked at any more
                    refresh(machine.tape, value)
        if error is not None:
            self.stopped = self.not_come_to(machine.passes)
        return Trace(
            schema=SCHEMA,
            source=machine.program.source,
            tensors=self.records(),
            variables=self.variables(),
            passes=[self.backward_pass(i, run) for i, run in enumerate(machine.passes)],
            timeline=[self.event(occurrence) for occurrence in machine.timeline],
            scopes=[
                Scope(scope.kind, scope.label(), self.span_of(scope), scope.parent)
                for scope in machine.scopes
            ],
            output="".join(machine.output),
            warnings=[Warning(w.category, w.text, self.span(w.site)) for w in machine.warnings],
            error=error,
            notes=notes_of(machine),
        )

    def span_of(self, scope: Opened) -> Span:
        """Where the loop or the call of a scope stands."""
        site = scope.site
        return self.span(site if site[0] else self.shown(site, scope.parent)) or _NOWHERE

    def span(self, site: Site | None) -> Span | None:
        """A place as the Trace has it."""
        if site is None:
            return None
        found = self.spans.get(site)
        if found is None:
            found = self.spans[site] = self.machine.program.span(site)
        return found

    # ── tensors ───────────────────────────────────────────────────────────────────────────────

    def records(self) -> list[TensorRecord]:
        """The nodes of the tape as the tensors of the Trace."""
        nodes = self.nodes
        shown = [node.tensor.data if node.id == node.tensor.at else node.data for node in nodes]
        values = values_of(shown, self.max_values)
        return list(map(self.record, nodes, values))

    def record(self, node: Node, value: Value) -> TensorRecord:
        """A node of the tape as a tensor of the Trace."""
        tensor, wants, op, at = node.tensor, node.wants, node.op, node.id
        present = at == tensor.at
        version_of: int | UnsetType = UNSET
        if not present:
            version_of = self.firsts.setdefault(id(tensor), at)
        elif self.firsts:
            version_of = self.firsts.get(id(tensor), UNSET)
        kept = tensor.grad is not None and present
        if wants and not kept and at in self.reached:
            gradient: Gradient = "passed"
            reason = "passed, not kept"
        else:
            gradient, reason = self.gradient(node, tensor, present)
        site = node.site
        if site is not None and not site[0]:
            site = self.shown(site, node.scope)
        text, span = self.place(site)
        names, shape = tensor.names, node.data.shape
        return TensorRecord(
            at,
            self.names(names) if names else _NONE,
            text,
            span,
            op.title if op is not None else _op_name(node),
            [i for i in node.inputs if i is not None],
            self.machine.tape.grad_fn_of(node) if wants else None,
            self.shape(shape) if shape else _NONE,
            tensor.dtype.name,
            value,
            wants != 0 or (tensor.requires_grad and tensor.is_leaf),
            wants == 0,
            tensor.retains_grad and present,
            self.value(tensor.grad) if kept and tensor.grad is not None else None,
            gradient,
            reason,
            tensor.version if present else node.version,
            node.scope,
            UNSET if version_of == at else version_of,
        )

    def shown(self, site: Site, scope: int | None) -> Site | None:
        """The place of the call, where an op stands on a page of ours."""
        while not site[0] and scope is not None:
            opened = self.machine.scopes[scope]
            site, scope = opened.site, opened.parent
        return site if site[0] else None

    def place(self, site: Site | None) -> tuple[str, Span | None]:
        """The text and the span of an expression; one of each for all that came from it."""
        found = self.places.get(site)
        if found is None:
            text = self.machine.program.text(site) if site else ""
            found = self.places[site] = text, self.span(site)
        return found

    def names(self, names: tuple[str, ...]) -> list[str]:
        """Names as a list; one list for all tensors of these names."""
        found = self.name_lists.get(names)
        if found is None:
            found = self.name_lists[names] = list(names)
        return found

    def shape(self, shape: tuple[int, ...]) -> list[int]:
        """A shape as a list; one list for all tensors of this shape."""
        found = self.shapes.get(shape)
        if found is None:
            found = self.shapes[shape] = list(shape)
        return found

    def value(self, tensor: Tensor) -> Value:
        """A tensor's elements."""
        return values_of([tensor.data], self.max_values)[0]

    def gradient(self, node: Node, tensor: Tensor, present: bool) -> tuple[Gradient, str]:
        """The state of a node's gradient, and why, in a few words."""
        if tensor.grad is not None and present:
            if tensor.retains_grad:
                return "kept", "retain_grad()"
            return "kept", "leaf" if tensor.is_leaf else "inputs="
        if node.id in self.reached:
            if node.wants:
                return "passed", "passed, not kept"
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
        return found - self.reached

    def not_stored(self, node: Node) -> str:
        """Why a leaf that a gradient came to has none."""
        stored = any(
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
        if not self.machine.passes:
            return "backward() raised an error" if self.tried else "backward() was not called"
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

    def backward_pass(self, number: int, run: Pass) -> BackwardPass:
        """A backward pass."""
        self.run = number
        nodes, formulas = self.nodes, self.formulas_of
        arrived = values_of([step.grad_output for step in run.steps], self.max_values)
        given = [product for step in run.steps for product in step.products]
        values = values_of([product.value for product in given], self.max_values)
        texts: list[str] = []
        for step in run.steps:
            written = formulas(nodes[step.node])
            texts += [written[product.operand] for product in step.products]
        inputs, kept = [product.input for product in given], [product.kept for product in given]
        products = list(map(Product, inputs, values, texts, kept))
        steps = []
        begin = 0
        for step, grad_output in zip(run.steps, arrived, strict=True):
            end = begin + len(step.products)
            name = _op_name(nodes[step.node]) or ""
            steps.append(Step(step.node, name, grad_output, products[begin:end]))
            begin = end
        return BackwardPass(
            span=self.span(run.site),
            kind="backward" if run.stores else "grad",
            roots=list(run.roots),
            seeds=values_of(list(run.seeds), self.max_values),
            steps=steps,
        )

    def formulas_of(self, node: Node) -> tuple[str, ...]:
        """The rules of a node's op with the program's names, by operand: "g * b"."""
        op, label = node.op, self.label
        assert op is not None
        attrs, names = node.attrs, self.names_then(node.tensor)
        labels = tuple([i if i is None else label(i) for i in node.inputs])
        numbers = (
            tuple([item for item in attrs.items() if isinstance(item[1], int | float | str)])
            if attrs
            else ()
        )
        out = names[0] if names else "out"
        key = (op, labels, numbers, out)
        found = self.formulas.get(key)
        if found is None:
            found = self.formulas[key] = self.written(op, labels, numbers, out)
        return found

    def written(
        self,
        op: Op,
        labels: tuple[str | None, ...],
        numbers: tuple[tuple[str, object], ...],
        out: str,
    ) -> tuple[str, ...]:
        """`formulas_of`, where they are not known yet."""
        if op.variadic:
            return (formula(op, 0, {}),) * len(labels)
        texts = ["g", out, *[label for label in labels if label]]
        plain = not any(map(is_number, texts)) and not any(type(n[1]) is str for n in numbers)
        if not plain or len(set(texts)) < len(texts):
            return _formulas(op, labels, numbers, out)
        # names that differ stand in the formula as they are: one for all names will do
        form = op, tuple([label is None for label in labels]), numbers
        patterns = self.patterns.get(form)
        if patterns is None:
            places = [label and f"{{{place}}}" for place, label in enumerate(labels)]
            patterns = self.patterns[form] = _formulas(op, tuple(places), numbers, "{out}")
        return tuple([pattern.format(*labels, out=out) for pattern in patterns])

    def label(self, i: int) -> str:
        """How a formula names a tensor: by its name, or by the expression that made it."""
        node = self.nodes[i]
        names = self.names_then(node.tensor)
        if names:
            return names[0]
        site = node.site
        if site is None or not site[0]:
            return _op_name(node) or "…"
        found = self.labels.get(site)
        if found is None:
            text = self.machine.program.text(site)
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
        later = self.named_after and self.named_after.get(id(tensor), 0) > self.run
        return () if later else tensor.names

    # ── the timeline ──────────────────────────────────────────────────────────────────────────

    def event(self, occurrence: Occurrence) -> Event:
        """An entry of the timeline."""
        event = Event(self.span(occurrence.site), occurrence.kind, occurrence.nodes)
        if occurrence.name:
            event.name = occurrence.name
        if occurrence.node is not None:
            event.tensor = occurrence.node
        if occurrence.kind in _VALUED:
            value = occurrence.value
            if isinstance(value, np.ndarray | np.generic):
                event.value = values_of([value], self.max_values)[0]
            else:
                event.value = value if isinstance(value, Summary) else plain_value(value)
        elif occurrence.kind == "assign" and occurrence.node is None:
            event.value = _scalar(occurrence.value)
        if occurrence.text:
            event.text = occurrence.text
        if occurrence.index >= 0:
            event.index = occurrence.index
        event.scope = occurrence.scope
        return event


def _formulas(
    op: Op,
    labels: tuple[str | None, ...],
    numbers: tuple[tuple[str, object], ...],
    out: str,
) -> tuple[str, ...]:
    """The rules of an op with names, by operand; "" for one that has none."""
    names = {name: str(value) for name, value in numbers}
    names.update((name, label) for name, label in zip(op.operands, labels, strict=False) if label)
    names["out"] = out
    return tuple([
        formula(op, position, names) if position < len(op.rules) and op.rules[position] else ""
        for position in range(len(labels))
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


def _reached(passes: list[Pass]) -> set[int]:
    """The nodes that a gradient came to in any pass."""
    return {i for run in passes for i in _nodes_of(run)}


def _nodes_of(run: Pass) -> Iterator[int]:
    yield from run.roots
    for step in run.steps:
        yield step.node
        for product in step.products:
            yield product.input


def _named_after_passes(machine: Machine) -> tuple[dict[int, int], bool]:
    """For tensors that passes came to before they had a name how many; whether any was tried."""
    nodes = machine.tape.nodes
    passes = before = 0
    tried = False
    named: set[int] = set()
    found: dict[int, int] = {}
    for occurrence in machine.timeline:
        if occurrence.kind == "backward":
            tried = True
            passes, before = occurrence.index + 1, occurrence.nodes
        elif occurrence.kind == "assign" and occurrence.node is not None:
            tensor = id(nodes[occurrence.node].tensor)
            if tensor not in named:
                named.add(tensor)
                if occurrence.node < before:
                    found[tensor] = passes
    return found, tried


def _scalar(value: object) -> Value | UnsetType:
    """A plain value that nothing can change, as JSON can hold it; nothing for any other."""
    if isinstance(value, bool | int | float | str | None) and is_plain(value):
        return plain(value)
    return UNSET


def _op_name(node: Node) -> str | None:
    if node.op is None:
        return "grad" if node.cut == "grad" else None
    return node.op.title


_VALUED = ("grad", "requires_grad", "value")
"""The kinds of events that tell a value."""

_CUTS = {
    "detach": "cut off by detach()",
    "no_grad": "made under no_grad()",
    "inference_mode": "made under inference_mode()",
    "set_grad_enabled": "made under set_grad_enabled(False)",
}
