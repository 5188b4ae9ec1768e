"""Several backward passes side by side: what each of them added to which `.grad`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from gradviz.renderers.columns import GAP, Cell, Column, Step, fitted, joined
from gradviz.renderers.fields import grad_cell, name
from gradviz.renderers.labels import forms, total
from gradviz.renderers.look import Look
from gradviz.renderers.styles import Line
from gradviz.trace import BackwardPass, TensorRecord, Trace, Value, first_versions

_MOST = 5  # passes; of more the first two and the last are shown
_LONG_HEAD = 24  # cells that a pass needs to be headed by its line, too
_NAMES = "added to"
_WIDTHS = (24, 16, 10)  # cells of each column

_Added = Mapping[int, Sequence[tuple[TensorRecord, Value]]]
"""What a pass added, and to which version of a tensor, by the first version of it."""


def passes(trace: Trace, width: int, look: Look) -> list[Line]:
    """A row for each tensor that several passes gave gradients, a column for each pass.

    Empty where no tensor got gradients from several, or there is no room.
    """
    count = len(trace.passes)
    if count < 2:
        return []
    firsts = first_versions(trace)
    added = {i: _added(trace, trace.passes[i], firsts) for i in _shown(count)[0] if i is not None}
    latest = {first: trace.tensors[i] for i, first in enumerate(firsts)}
    times = Counter(i for found in added.values() for i in found)
    rows = {i: latest[i] for i in sorted(times)} if max(times.values(), default=0) > 1 else {}
    for shown in _shown(count) if rows else ():
        fitting = _fitting(_columns(trace, shown, added, rows, width, look), width)
        if sum(column.width + len(GAP) for column in fitting) - len(GAP) <= width:
            body = [joined([column.line(i) for column in fitting]) for i in range(len(rows))]
            return [joined([column.heading() for column in fitting]), *body]
    return []


def _fitting(columns: Sequence[Column], width: int) -> list[Column]:
    """All columns, narrower together."""
    heads = [column.head for column in columns]
    steps = [Step(head, at_most) for at_most in _WIDTHS for head in heads]
    return fitted(columns, width, steps, heads)


def _shown(count: int) -> list[list[int | None]]:
    """Which passes have a column, the best choice first; None stands for those between."""
    choices: list[list[int | None]] = [list(range(count))] if count <= _MOST else []
    choices += [[0, 1, None, count - 1]] if count > 3 else []
    return choices + ([[0, None, count - 1]] if count > 2 else [])


def _columns(
    trace: Trace,
    shown: Sequence[int | None],
    added: Mapping[int, _Added],
    rows: Mapping[int, TensorRecord],
    width: int,
    look: Look,
) -> list[Column]:
    """All columns: the tensors, the passes, the `.grad` that came of them."""
    more = Column(look.more, [Cell([look.more], "dim")] * len(rows), look.more)
    room = width // (len(shown) + 1)

    def column(i: int) -> Column:
        cells = [_addition(added[i].get(first), look) for first in rows]
        return Column(_head(trace, i, room), cells, look.more)

    return [
        Column(_NAMES, [Cell([name(t, look)], "name") for t in rows.values()], look.more),
        *(more if i is None else column(i) for i in shown),
        Column(".grad", [grad_cell(t, look) for t in rows.values()], look.more),
    ]


def _head(trace: Trace, i: int, room: int) -> str:
    """ "pass 1", and its line where there is room and the passes differ in it."""
    span = trace.passes[i].span
    lines = {run.span.line for run in trace.passes if run.span}
    if span is None or len(lines) == 1 or room < _LONG_HEAD:
        return f"pass {i + 1}"
    return f"pass {i + 1} ({trace.source.place(span.line)})"


def _added(trace: Trace, run: BackwardPass, firsts: Sequence[int]) -> _Added:
    """What a pass added to the `.grad` of leaves and of tensors that retain theirs."""
    found: dict[int, list[tuple[TensorRecord, Value]]] = {}

    def add(i: int, value: Value) -> None:
        found.setdefault(firsts[i], []).append((trace.tensors[i], value))

    if run.kind == "backward":
        for root, seed in zip(run.roots, run.seeds, strict=False):
            if trace.tensors[root].gradient == "kept":
                add(root, seed)
    for step in run.steps:
        for product in step.products:
            if product.kept:
                add(product.input, product.value)
    return found


def _addition(values: Sequence[tuple[TensorRecord, Value]] | None, look: Look) -> Cell:
    if not values:
        return Cell([look.no], "dim", idle=True)
    sizes = values[0][0].shape
    added = total([value for _, value in values])
    return Cell([look.more] if added is None else [look.say(x) for x in forms(added, sizes)])
