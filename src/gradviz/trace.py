"""The Trace: everything that any renderer may need, and nothing that is not data.

A Trace is what a program leaves behind: its tensors in order of creation, the variables as the
program ends, every backward pass, the timeline, what was printed, the warnings, the error. Its
JSON is its direct encoding (`encode`, `decode`, `json_schema`), so that a Trace which was written
to a file draws exactly as one that was just made, and any other source of a Trace gets every
renderer for free.

Numbers are stored as JSON can hold them: non-finite floats are the strings "NaN", "Infinity" and
"-Infinity", integers beyond 2**53 - 1 are decimal strings, float32 values are in their shortest
round-trip form.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import ClassVar, Literal

import msgspec

SCHEMA = "gradviz.trace/1"

Gradient = Literal["kept", "passed", "none"]
"""The three states of a gradient: ● kept in `.grad`, ◐ passed through, ○ never reached."""

Scalar = None | bool | int | float | str
"""One number or plain Python value, as JSON can hold it."""


class Span(msgspec.Struct, frozen=True, gc=False):
    """A stretch of the source: lines and columns from 1; `end_column` is one past the last."""

    line: int
    column: int
    end_line: int
    end_column: int


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """The program's text and its path as it was given ("-" for stdin, "-e" for code)."""

    path: str
    text: str
    cells: list[int] = []
    """Of a notebook: the line at which each of its code cells begins; the text is all of them."""

    def number(self, line: int) -> str:
        """A line as people count it: "7", in a notebook "3:2" for line 2 of cell 3."""
        cell, line = self._within(line)
        return f"{cell}:{line}" if cell else str(line)

    def place(self, line: int) -> str:
        """The same in words: "line 7", "cell 3, line 2"."""
        cell, line = self._within(line)
        return f"cell {cell}, line {line}" if cell else f"line {line}"

    def _within(self, line: int) -> tuple[int, int]:
        cell = bisect_right(self.cells, line)
        return cell, line - self.cells[cell - 1] + 1 if cell else line


class Summary(msgspec.Struct, gc=False):
    """Stands for the elements of a tensor that has more than `--max-values` of them."""

    shape: list[int]
    dtype: str
    min: Scalar
    max: Scalar
    mean: Scalar
    first: list[Scalar]
    last: list[Scalar]


Value = None | bool | int | float | str | list | Summary  # type: ignore[type-arg]
"""A tensor's elements: a number (shape []), nested lists of numbers, or a `Summary`.

msgspec has no recursive aliases, so the nesting is checked against `shape` by `decode`."""


class TensorRecord(msgspec.Struct, gc=False):
    """One tensor, as the program left it."""

    id: int
    """Position in `Trace.tensors`: the order of creation, from 0."""
    names: list[str]
    """The variables it was bound to, first first; empty for an intermediate result."""
    expr: str
    """The text of the expression that made it, e.g. "a * b"."""
    span: Span | None
    """Where that expression stands; None when it stands nowhere (a gradient, `--backward`)."""
    op: str | None
    """The op's name in the table ("mul"); "grad" for what backward put into a `.grad`; None where
    no op made it (`torch.tensor`)."""
    inputs: list[int]
    """Ids of the tensors that the op read, in the order of its operands; `x * x` has x twice."""
    grad_fn: str | None
    """PyTorch's name of the backward function, "MulBackward0"; None for a leaf."""
    shape: list[int]
    dtype: str
    """"float32", "int64", "bool", …"""
    value: Value
    requires_grad: bool
    is_leaf: bool
    retains_grad: bool
    grad: Value
    """`.grad` as the program ends; None where it is None."""
    gradient: Gradient
    reason: str
    """Why `.grad` is what it is, a few words: "leaf", "retain_grad()", "passed, not kept", …"""
    version: int
    """How often it has been changed in place, up to this entry: each change is an entry of its own,
    with the same names."""
    scope: int | None
    """Index in `Trace.scopes` of the loop iteration or call that made it; None at top level."""
    version_of: int | msgspec.UnsetType = msgspec.UNSET
    """The first entry of the tensor of which this is a later state: it was changed in place."""


class Variable(msgspec.Struct, omit_defaults=True, gc=False):
    """What a name is bound to as the program ends: a tensor, or a plain value."""

    tensor: int | msgspec.UnsetType = msgspec.UNSET
    value: Value | msgspec.UnsetType = msgspec.UNSET


class Product(msgspec.Struct, gc=False):
    """A vector-Jacobian product: what one step handed to one input."""

    input: int
    value: Value
    formula: str
    """The rule with the program's names, "g * b"; `g` is the gradient that arrived."""
    kept: bool
    """Whether it went into the input's `.grad`."""


class Step(msgspec.Struct, gc=False):
    """One node of a backward pass: the gradient that arrived, and the products that left."""

    tensor: int
    op: str
    grad_output: Value
    products: list[Product]


class BackwardPass(msgspec.Struct, gc=False):
    """One call of `backward()` or `torch.autograd.grad()`: roots, seeds, and the steps in order."""

    span: Span | None
    kind: Literal["backward", "grad"]
    """Whether it stores into `.grad`, or hands its result back."""
    roots: list[int]
    seeds: list[Value]
    """The external gradient v of each root: a vector for the vector-Jacobian product."""
    steps: list[Step]


EventKind = Literal[
    "assign", "expression", "return", "backward", "grad", "retain_grad", "requires_grad", "value",
    "print", "warning", "delete", "error",
]  # fmt: skip


class Event(msgspec.Struct, omit_defaults=True, gc=False):
    """Something that happened at a statement; only the fields that its kind needs are present.

    `tensors` says how many tensors existed by then, so that every moment can be shown.
    """

    span: Span | None
    kind: EventKind
    """What happened; "return": a call that stands there is over; "expression": nothing else."""
    tensors: int
    name: str | msgspec.UnsetType = msgspec.UNSET
    """assign, delete: the variable."""
    tensor: int | msgspec.UnsetType = msgspec.UNSET
    """assign, grad, retain_grad, requires_grad, value: the tensor."""
    value: Value | msgspec.UnsetType = msgspec.UNSET
    """assign of a plain value to what was a tensor's name; grad: the `.grad` from now on;
    requires_grad: the flag from now on; value: the elements until now, which are changed through
    another tensor that shares their memory."""
    text: str | msgspec.UnsetType = msgspec.UNSET
    """print: what was printed."""
    index: int | msgspec.UnsetType = msgspec.UNSET
    """backward: index in `passes`; warning: index in `warnings`; value: the version until now."""
    scope: int | None = None
    """Index in `Trace.scopes` of the loop iteration or call in which it happened."""
    local: bool = False
    """assign, delete: whether the variable is a function's, a class's or a comprehension's own."""


class Folded(msgspec.Struct, gc=False):
    """What a scope stands for where only the last steps of a program were kept (`--keep`).

    The tensors that have this scope are those that were still needed: by the program, by history,
    by a step that was kept.
    """

    turns: int
    """Iterations of the loop."""
    tensors: int
    """How many tensors were dropped."""
    passes: int
    """How many backward passes were dropped."""
    at: int
    """How many of the tensors that are there had been made before."""


class Scope(msgspec.Struct, omit_defaults=True, gc=False):
    """One iteration of a loop or one call of a function; or the first of a loop, folded."""

    kind: Literal["loop", "call"]
    label: str
    """"step=3" for an iteration, "f()" for a call, "step=0 … step=98" for what is folded."""
    span: Span
    parent: int | None
    folded: Folded | None = None


class Warning(msgspec.Struct, gc=False):
    """A warning that PyTorch would have shown, e.g. of category "UserWarning"."""

    category: str
    text: str
    span: Span | None


class Error(msgspec.Struct, gc=False):
    """The exception that ended the program: PyTorch's type and text, then what helps."""

    type: str
    message: str
    span: Span | None
    code: str = ""
    """Stable, documented: "GV101"."""
    label: str = ""
    """What stands beside the caret under `span`: "G has shape [2]"."""
    help: str = ""
    """What to do."""


class Trace(msgspec.Struct, omit_defaults=True):
    """What a program did, from its text to its last gradient."""

    schema: str
    source: Source
    tensors: list[TensorRecord]
    variables: dict[str, Variable]
    passes: list[BackwardPass]
    timeline: list[Event]
    scopes: list[Scope]
    output: str
    """What the program printed, as text."""
    warnings: list[Warning]
    error: Error | None
    notes: list[str] = []
    """What else there is to say of the run, a sentence each: what was accepted and does nothing."""

    picture: ClassVar[Callable[[Trace], str | None] | None] = None
    """Draws a Trace as SVG; the package sets it, so that this module need not know a renderer."""

    def _repr_svg_(self) -> str | None:
        """What a notebook shows for a Trace: the picture of its graph."""
        return Trace.picture(self) if Trace.picture else None


def first_versions(trace: Trace) -> list[int]:
    """For each tensor the first of its versions: itself, unless a change in place made it."""
    return [first_version(t) for t in trace.tensors]


def first_version(t: TensorRecord) -> int:
    """The first of a tensor's versions."""
    return t.id if t.version_of is msgspec.UNSET else t.version_of


def encode(trace: Trace) -> bytes:
    """The Trace as JSON, one line of UTF-8 without a newline at its end."""
    return msgspec.json.encode(trace)


def json_schema() -> dict[str, object]:
    """The JSON Schema that every encoded Trace obeys."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        **msgspec.json.schema(Trace),
    }


def decode(data: bytes) -> Trace:
    """Reads what `encode` wrote; raises ValueError, in words for people, for anything else.

    The data may be hostile: every id is checked to name a tensor that is there, so that no
    renderer needs to.
    """
    try:
        header = msgspec.json.decode(data, type=_Header)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"it is not a gradviz trace: {error}") from None
    if header.schema != SCHEMA:
        raise ValueError(f"its schema is {header.schema!r}; this gradviz reads {SCHEMA!r}")
    try:
        trace = msgspec.json.decode(data, type=Trace)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(f"it is not a valid {SCHEMA}: {error}") from None
    _check(trace)
    return trace


class _Header(msgspec.Struct):
    schema: str


def _check(trace: Trace) -> None:
    """Raises ValueError where an id leads nowhere or a value does not have its shape."""
    count = len(trace.tensors)
    for position, tensor in enumerate(trace.tensors):
        if tensor.id != position:
            raise ValueError(f"tensor {position} has the id {tensor.id}")
        if any(not 0 <= i < position for i in tensor.inputs):
            raise ValueError(f"tensor {position} has an input that does not come before it")
        if tensor.scope is not None and not 0 <= tensor.scope < len(trace.scopes):
            raise ValueError(f"tensor {position} has a scope that does not exist")
        for value in (tensor.value, tensor.grad):
            if value is not None and not _has_shape(value, tensor.shape):
                raise ValueError(f"a value of tensor {position} is not of shape {tensor.shape}")
    referred = [
        *(variable.tensor for variable in trace.variables.values()),
        *(event.tensor for event in trace.timeline),
        *(root for run in trace.passes for root in run.roots),
        *(step.tensor for run in trace.passes for step in run.steps),
        *(product.input for run in trace.passes for step in run.steps for product in step.products),
    ]
    if any(i is not msgspec.UNSET and not 0 <= i < count for i in referred):
        raise ValueError("an id does not name a tensor")
    _check_versions(trace)
    _check_timeline(trace)
    for position, run in enumerate(trace.passes):
        for i, value in _gradients(run):
            if value is not None and not _has_shape(value, trace.tensors[i].shape):
                raise ValueError(f"a gradient of pass {position} is not of its tensor's shape")
    _check_scopes(trace)


def _check_scopes(trace: Trace) -> None:
    """Raises ValueError where a scope stands in none that comes before it."""
    for position, scope in enumerate(trace.scopes):
        if scope.parent is not None and not 0 <= scope.parent < position:
            raise ValueError(f"scope {position} has a parent that does not come before it")
        if scope.folded is not None and not 0 <= scope.folded.at <= len(trace.tensors):
            raise ValueError(f"scope {position} does not say how many tensors there were")


def _check_versions(trace: Trace) -> None:
    """Raises ValueError where a tensor is said to be a version of what is no first one."""
    for position, tensor in enumerate(trace.tensors):
        first = tensor.version_of
        if first is not msgspec.UNSET and not (
            0 <= first < position and trace.tensors[first].version_of is msgspec.UNSET
        ):
            raise ValueError(f"tensor {position} is a version of none that is the first")


def _check_timeline(trace: Trace) -> None:
    """Raises ValueError where the timeline is out of order or a value does not have its shape."""
    before = 0
    for position, event in enumerate(trace.timeline):
        if not before <= event.tensors <= len(trace.tensors):
            raise ValueError(f"event {position} does not say how many tensors there were")
        before = event.tensors
        if event.scope is not None and not 0 <= event.scope < len(trace.scopes):
            raise ValueError(f"event {position} has a scope that does not exist")
        if event.tensor is msgspec.UNSET:
            continue
        if event.tensor >= event.tensors:
            raise ValueError(f"event {position} is of a tensor that did not exist then")
        if event.kind not in ("grad", "value"):
            continue
        value = None if event.value is msgspec.UNSET else event.value
        if value is not None and not _has_shape(value, trace.tensors[event.tensor].shape):
            raise ValueError(f"the value of event {position} is not of its tensor's shape")


def _gradients(run: BackwardPass) -> Iterator[tuple[int, Value]]:
    """All gradients of a pass, each with the id of the tensor that it belongs to."""
    yield from zip(run.roots, run.seeds, strict=False)
    for step in run.steps:
        yield step.tensor, step.grad_output
        yield from ((product.input, product.value) for product in step.products)


def _has_shape(value: Value, shape: list[int]) -> bool:
    if isinstance(value, Summary):
        return value.shape == shape
    level: list[Value] = [value]
    for size in shape:
        if not all(isinstance(row, list) and len(row) == size for row in level):
            return False
        level = [item for row in level if isinstance(row, list) for item in row]
    return not any(isinstance(item, list | Summary) for item in level)
