"""What a table says of each tensor: its columns, and in which order they give way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from msgspec import UNSET

from gradviz.renderers.columns import BLANK, GAP, Align, Cell, Column, Step
from gradviz.renderers.folds import ops_of_layers
from gradviz.renderers.labels import forms, shape
from gradviz.renderers.look import Look
from gradviz.renderers.rail import Row, rail
from gradviz.renderers.rows import Entry, sources
from gradviz.renderers.styles import Style
from gradviz.trace import TensorRecord, Trace

STEPS = (
    Step("tensor", 48), Step("value", 24), Step(".grad", 28),
    Step("shape"), Step("grad_fn"), Step("retains_grad", if_idle=True),
    Step("tensor", 24), Step("value", 14), Step("requires_grad"), Step(".grad", 20),
    Step("value"), Step("retains_grad"),
    Step("is_leaf"),
    Step("tensor", 16), Step(".grad", 14),
    Step("graph"), Step("line"),
    Step("tensor", 8), Step(".grad", 8),
)  # fmt: skip
"""What happens, one after the other, until the table fits."""

GROWING = ("tensor", "value", ".grad")
"""Columns that were cut get the cells that are left over, in this order."""

IMPORTANT = ("graph", "value", "is_leaf", "retains_grad")
"""Columns whose absence is worth a line, where they would have said something."""

_WIDEST_GRAPH = 60  # cells, however wide the terminal
_DEEPEST = 2  # levels of loops and calls that are shown by indentation
_MOST_NAMES = 3  # of one tensor
_LONGEST = 240  # characters of a name or an expression that are looked at


def columns(trace: Trace, rows: Sequence[Entry], width: int, look: Look) -> list[Column]:
    """All columns that there could be; a note's row has empty cells, but for the graph."""
    former, in_layers = _former(trace, rows), ops_of_layers(trace)

    def column(head: str, cell: Callable[[TensorRecord], Cell], align: Align = "left") -> Column:
        cells = [BLANK if row.tensor is None else cell(row.tensor) for row in rows]
        return Column(head, cells, look.more, align)

    def answer(text: str, style: Style = "") -> Cell:
        return Cell([text], style) if text else Cell([look.no], "dim", idle=True)

    def leaf(t: TensorRecord) -> Cell:
        return answer("leaf" if t.is_leaf else "", kind(t))

    return [
        Column("line", _line_numbers(trace, rows), look.more, "right"),
        *_graph(trace, rows, width, look),
        Column("tensor", [_tensor(row, former, in_layers, look) for row in rows], look.more),
        column("is_leaf", leaf, "center"),
        column("requires_grad", lambda t: answer("yes" if t.requires_grad else ""), "center"),
        column("retains_grad", lambda t: answer("yes" if t.retains_grad else ""), "center"),
        column("grad_fn", lambda t: answer(one_line(t.grad_fn or "", look))),
        column("shape", lambda t: Cell([look.say(shape(t.shape))])),
        column("value", lambda t: Cell([look.say(text) for text in forms(t.value, t.shape)])),
        column(".grad", lambda t: grad_cell(t, look)),
    ]


def kind(t: TensorRecord) -> Literal["leaf", "data", "result"]:
    """Which kind of node a tensor is in the graph; also the name of its sign and its style."""
    if not t.requires_grad:
        return "data"
    return "leaf" if t.is_leaf else "result"


def name(t: TensorRecord, look: Look) -> str:
    """The names of a tensor, or the expression that made it."""
    names = ", ".join(one_line(name, look) for name in t.names[:_MOST_NAMES])
    return names or one_line(t.expr or t.op or "tensor", look)


def indent(row: Entry) -> str:
    """The blanks before what a row says, which show the loops and calls that it stands in."""
    return GAP * min(row.depth, _DEEPEST)


def one_line(text: str, look: Look) -> str:
    """As much of a text as any table has room for, without its line breaks."""
    return look.say(" ".join(text[:_LONGEST].split()))


def grad_cell(t: TensorRecord, look: Look) -> Cell:
    """The sign of its state, then `.grad`; of a variable, why it is None, where there is room."""
    sign: str = getattr(look, t.gradient)
    texts = [f"{sign} {look.say(text)}" for text in forms(t.grad, t.shape)]
    if t.grad is None and t.names and t.reason:
        texts = [f"{texts[0]}{GAP}{one_line(t.reason, look)}", *texts]
    return Cell(texts, "none" if t.grad is None else "", 0, len(sign), t.gradient)


def _line_numbers(trace: Trace, rows: Sequence[Entry]) -> list[Cell]:
    """The line of each tensor, where it is not that of the row before."""
    cells = []
    before = 0
    for row in rows:
        line = row.tensor.span.line if row.tensor and row.tensor.span else row.line
        cells.append(Cell([trace.source.number(line)], "dim") if line not in (0, before) else BLANK)
        before = line
    return cells


def _graph(trace: Trace, rows: Sequence[Entry], width: int, look: Look) -> list[Column]:
    """The rail; no column where it would take more than a third of the width."""
    inputs = sources(trace, rows)
    strokes = look.strokes
    nodes = [_node(row, inputs, look) for row in rows]
    lines = rail(nodes, strokes, min(width // 3, _WIDEST_GRAPH))
    if lines is None:
        return []
    cells = []
    for row, node, line in zip(rows, nodes, lines, strict=True):
        at = len(line) if node.id is None else line.index(node.sign)
        accent: Style = kind(row.tensor) if row.tensor else "folded"
        cells.append(Cell([line], "dim", at, at + len(node.sign), accent))
    return [Column("graph", cells, look.more)]


def _node(row: Entry, inputs: Mapping[int, Sequence[int]], look: Look) -> Row:
    """The row as the rail has it."""
    if row.tensor is not None:
        return Row(row.tensor.id, inputs[row.tensor.id], getattr(look, kind(row.tensor)))
    if row.fold is not None:
        return Row(row.fold.id, inputs[row.fold.id], look.folded)
    return Row(None, sign=look.strokes.gap if row.left_out else look.strokes.lane)


def _former(trace: Trace, rows: Sequence[Entry]) -> set[int]:
    """The tensors of the rows whose names all stand for something else by now."""
    holders = {name: t.id for t in trace.tensors for name in t.names}
    for name, variable in trace.variables.items():
        holders[name] = -1 if variable.tensor is UNSET else variable.tensor
    tensors = (row.tensor for row in rows if row.tensor is not None)
    return {t.id for t in tensors if t.names and all(holders[name] != t.id for name in t.names)}


def _tensor(row: Entry, former: set[int], in_layers: set[int], look: Look) -> Cell:
    """ "F = a * b"; "a" where there is no more to say; an unnamed step indented."""
    t = row.tensor
    if t is None:
        return BLANK
    margin = indent(row)
    title = one_line(t.op or "", look) if t.id in in_layers else name(t, look)
    if not t.names:
        return Cell([f"{margin}{GAP}{title}"], "dim")
    text = f"{margin}{title}{GAP}v{t.version}" if t.version else f"{margin}{title}"
    expr = one_line(t.expr, look)
    if t.inputs and expr and expr not in t.names:
        text += f"{GAP if t.version else ' = '}{expr}"
    is_former = t.id in former
    end = len(margin) + len(title)
    return Cell(
        [text], "dim" if is_former else "", len(margin), end, "dim" if is_former else "name"
    )
