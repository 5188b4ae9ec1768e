"""From what a machine has recorded to the Trace."""

from __future__ import annotations

from math import isfinite

import numpy as np

from gradviz.engine.autograd import Pass
from gradviz.engine.dtypes import FLOATING, Array, DType
try:
    from gradviz.engine.formula import formula
except ImportError:
    def formula(op, i, names): return ''
from gradviz.engine.tape import Node, Site, Tensor
from gradviz.language.machine import Machine, Occurrence
from gradviz.trace import (
    SCHEMA,
    BackwardPass,
    Error,
    Event,
    Gradient,
    Product,
    Scalar,
    Span,
    Step,
    Summary,
    TensorRecord,
    Trace,
    Value,
    Variable,
    Warning,
)

_EDGE = 3
"""How many elements a summary shows from either end."""

_EXACT = 2**53 - 1
"""Beyond it JSON readers lose digits of an integer."""


def trace_of(machine: Machine, error: Error | None, max_values: int) -> Trace:
    """The Trace of a program that has ended, or has been ended by `error`."""
    return _Tracing(machine, max_values).trace(error)


class _Tracing:
    """Writes one Trace."""

    def __init__(self, machine: Machine, max_values: int) -> None:
        self.machine = machine
        self.max_values = max_values
        self.nodes = machine.tape.nodes
        self.spans: dict[Site, Span] = {}
        self.reached = _reached(machine.passes)

    def trace(self, error: Error | None) -> Trace:
        """All of it."""
        machine = self.machine
        return Trace(
            schema=SCHEMA,
            source=machine.program.source,
            tensors=[self.record(node) for node in self.nodes],
            variables=self.variables(),
            passes=[self.backward_pass(run) for run in machine.passes],
            timeline=[self.event(occurrence) for occurrence in machine.timeline],
            scopes=machine.scopes,
            output="".join(machine.output),
            warnings=[Warning(w.category, w.text, self.span(w.site)) for w in machine.warnings],
            error=error,
        )

    def span(self, site: Site | None) -> Span | None:
        """A place as the Trace has it."""
        if site is None:
            return None
        found = self.spans.get(site)
        if found is None:
            found = self.spans[site] = self.machine.program.span(site)
        return found

    def record(self, node: Node) -> TensorRecord:
        """A node of the tape as a tensor of the Trace."""
        tensor = node.tensor
        present = node.id == tensor.at
        gradient, reason = self.gradient(node)
        grad = tensor.grad if present or gradient == "kept" else None
        return TensorRecord(
            id=node.id,
            names=list(tensor.names),
            expr=self.machine.program.text(node.site) if node.site else "",
            span=self.span(node.site),
            op=_op_name(node),
            inputs=[i for i in node.inputs if i is not None],
            grad_fn=self.machine.tape.grad_fn_of(node),
            shape=list(node.data.shape),
            dtype=tensor.dtype.name,
            value=self.value(node.data, tensor.dtype),
            requires_grad=bool(node.wants) or (tensor.requires_grad and tensor.is_leaf),
            is_leaf=not node.wants,
            retains_grad=tensor.retains_grad and present,
            grad=None if grad is None else self.value(grad.data, grad.dtype),
            gradient=gradient,
            reason=reason,
            version=node.version,
            scope=node.scope,
        )

    def gradient(self, node: Node) -> tuple[Gradient, str]:
        """The state of a node's gradient, and why, in a few words."""
        tensor = node.tensor
        if tensor.grad is not None and node.id == tensor.at:
            if tensor.retains_grad:
                return "kept", "retain_grad()"
            return "kept", "leaf" if tensor.is_leaf else "inputs="
        if node.id in self.reached:
            if node.wants:
                return "passed", "passed, not kept"
            if node.id != tensor.at:
                return "passed", "changed in place since"
            return "passed", self._not_stored(node)
        return "none", self._unreached(node)

    def _not_stored(self, node: Node) -> str:
        stored = any(
            run.stores and any(p.input == node.id and p.kept for s in run.steps for p in s.products)
            for run in self.machine.passes
        )
        return "set to None since" if stored else "given back by autograd.grad()"

    def _unreached(self, node: Node) -> str:
        tensor = node.tensor
        if node.cut == "grad":
            return "a gradient"
        if node.cut:
            return _CUTS.get(node.cut, f"{node.cut}() has no derivative")
        if not node.wants and not tensor.requires_grad:
            if tensor.dtype.category != FLOATING:
                return f"{tensor.dtype.name} has no gradient"
            return "requires_grad=False"
        if not self.machine.passes:
            return "backward() was not called"
        return "not on a path to the root"

    def variables(self) -> dict[str, Variable]:
        """The variables as the program ends: tensors, and plain values."""
        found: dict[str, Variable] = {}
        for name, value in self.machine.globals.items():
            if type(value) is Tensor:
                found[name] = Variable(tensor=value.at)
            elif isinstance(value, bool | int | float | str | None):
                found[name] = Variable(value=plain(value))
            elif isinstance(value, list | tuple) and _is_plain(value):
                found[name] = Variable(value=[plain(item) for item in value])
        return found

    def backward_pass(self, run: Pass) -> BackwardPass:
        """A backward pass."""
        return BackwardPass(
            span=self.span(run.site),
            kind="backward" if run.stores else "grad",
            roots=list(run.roots),
            seeds=[self.value(seed) for seed in run.seeds],
            steps=[
                Step(
                    tensor=step.node,
                    op=_op_name(self.nodes[step.node]) or "",
                    grad_output=self.value(step.grad_output),
                    products=[
                        Product(
                            input=product.input,
                            value=self.value(product.value),
                            formula=self.formula(self.nodes[step.node], product.operand),
                            kept=product.kept,
                        )
                        for product in step.products
                    ],
                )
                for step in run.steps
            ],
        )

    def formula(self, node: Node, operand: int) -> str:
        """The rule for one operand with the program's names: "g * b"."""
        op = node.op
        assert op is not None
        if op.variadic:
            return formula(op, 0, {})
        names = {
            name: self.short(i)
            for name, i in zip(op.operands, node.inputs, strict=False)
            if i is not None
        }
        names |= {
            name: str(value)
            for name, value in node.attrs.items()
            if isinstance(value, bool | int | float)
        }
        if node.tensor.names:
            names["out"] = node.tensor.names[0]
        return formula(op, operand, names)

    def short(self, i: int) -> str:
        """How a formula names a tensor: by its name, or by the expression that made it."""
        node = self.nodes[i]
        if node.tensor.names:
            return node.tensor.names[0]
        text = self.machine.program.text(node.site) if node.site else ""
        text = " ".join(text.split())
        if not text or len(text) > 24:
            return _op_name(node) or "…"
        return text if text.isidentifier() or text.endswith(")") else f"({text})"

    def event(self, occurrence: Occurrence) -> Event:
        """An entry of the timeline."""
        event = Event(self.span(occurrence.site), occurrence.kind, occurrence.nodes)
        if occurrence.name:
            event.name = occurrence.name
        if occurrence.node is not None:
            event.tensor = occurrence.node
        if occurrence.kind in ("grad", "requires_grad"):
            value = occurrence.value
            event.value = (
                self.value(value.data, value.dtype) if isinstance(value, Tensor)
                else plain(value)  # type: ignore[arg-type]
            )  # fmt: skip
        if occurrence.text:
            event.text = occurrence.text
        if occurrence.index >= 0:
            event.index = occurrence.index
        return event

    def value(self, data: Array, dtype: DType | None = None) -> Value:
        """Elements as JSON can hold them; a summary of more than `max_values`."""
        if data.size > self.max_values:
            return _summary(np.asarray(data), dtype)
        return _nested(data)


def _summary(data: np.ndarray, dtype: DType | None) -> Summary:  # type: ignore[type-arg]
    flat = data.reshape(-1)
    wide = flat.astype(np.float64)
    return Summary(
        shape=list(data.shape),
        dtype=dtype.name if dtype else data.dtype.name,
        min=plain(_scalar(flat.min())),
        max=plain(_scalar(flat.max())),
        mean=plain(float(wide.mean())),
        first=[plain(_scalar(x)) for x in flat[:_EDGE]],
        last=[plain(_scalar(x)) for x in flat[-_EDGE:]],
    )


def _scalar(x: np.generic) -> bool | int | float:
    """A numpy number as Python's; a float in its shortest form that comes back the same."""
    if x.dtype.kind == "f" and x.dtype.itemsize < 8:
        return float(str(x))
    value: bool | int | float = x.item()
    return value


def _nested(data: Array) -> Value:
    if isinstance(data, np.generic):
        return plain(_scalar(data))
    if data.dtype.kind == "f" and data.dtype.itemsize < 8:
        data = shortest(data)
    if data.dtype.kind == "f" and not np.isfinite(data).all():
        return _strings(data.tolist(), data.shape)
    if data.dtype.kind in "iu" and data.size and (
        int(data.max()) > _EXACT or int(data.min()) < -_EXACT
    ):
        return _strings(data.tolist(), data.shape)
    nested: Value = data.tolist()
    return nested


def shortest(data: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Each narrow float as the double whose shortest text is the narrow one's: 0.1, not 0.10000000149.

    Rounded to 6 to 9 digits, the first that comes back to the same float.
    """
    texts = [float(str(x)) for x in data.reshape(-1)]
    return np.array(texts, np.float64).reshape(data.shape)


def _strings(value: object, shape: tuple[int, ...]) -> Value:
    """Nested lists with the numbers that JSON has not as strings."""
    level: list[object] = [value]
    flat: list[object] = level
    for _ in shape:
        flat = [item for row in flat for item in row]  # type: ignore[attr-defined]
    items: list[Value] = [plain(item) for item in flat]  # type: ignore[arg-type]
    for size in reversed(shape):
        items = [items[i : i + size] for i in range(0, len(items), size)] if size else []
    return items[0] if shape else items[0]


def plain(value: Scalar) -> Scalar:
    """A plain value as JSON can hold it."""
    if isinstance(value, float) and not isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, int) and not isinstance(value, bool) and not -_EXACT <= value <= _EXACT:
        return str(value)
    return value


def _is_plain(items: list[object] | tuple[object, ...]) -> bool:
    return len(items) <= 1000 and all(
        isinstance(item, bool | int | float | str | None) for item in items
    )


def _reached(passes: list[Pass]) -> set[int]:
    """The nodes that a gradient came to in any pass."""
    found: set[int] = set()
    for run in passes:
        found.update(run.roots)
        for step in run.steps:
            found.add(step.node)
            found.update(product.input for product in step.products)
    return found


def _op_name(node: Node) -> str | None:
    if node.op is None:
        return "grad" if node.cut == "grad" else None
    return node.op.title


_CUTS = {
    "detach": "cut off by detach()",
    "no_grad": "made under no_grad()",
    "inference_mode": "made under inference_mode()",
    "set_grad_enabled": "made under set_grad_enabled(False)",
}

