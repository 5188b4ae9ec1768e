"""The table of tensors, drawn with the graph: what `gradviz FILE` shows on a terminal.

The result is lines of styled segments; the command line turns them into colour, `plain` into text.
Where the table is wider than it may be, `_STEPS` says what gives way, in which order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple

from gradviz.renderers.cells import cells, chunks, clip, wrap
from gradviz.renderers.labels import flat, forms, shape
from gradviz.renderers.rail import ASCII, LINES, Row, Strokes, rail
from gradviz.renderers.rows import Entry, entries, sources
from gradviz.renderers.text import visible
from gradviz.trace import BackwardPass, Gradient, TensorRecord, Trace

Style = Literal[
    "", "dim", "head", "name", "leaf", "data", "result", "kept", "passed", "none", "warning",
    "error",
]  # fmt: skip
"""What a segment is: `kept`, `passed` and `none` are the states of a gradient; `leaf`, `data` and
`result` the signs of the graph; `head` a title; `name` the name of a tensor."""

Segment = tuple[str, Style]
Line = list[Segment]


class Look(NamedTuple):
    """The signs of a table, and how a text becomes what may stand in it."""

    leaf: str
    data: str
    result: str
    kept: str
    passed: str
    none: str
    no: str
    more: str
    strokes: Strokes
    say: Callable[[str], str]

    def state(self, gradient: Gradient) -> str:
        """The sign of a gradient's state."""
        return {"kept": self.kept, "passed": self.passed, "none": self.none}[gradient]


def _ascii(text: str) -> str:
    """The text in ASCII alone: our own signs as their likes, all others as `\\u03b8`."""
    likes = visible(text).replace("×", "x").replace("…", "...")
    return likes.encode("ascii", "backslashreplace").decode()


_SIGNS = Look(
    leaf="■", data="□", result="●", kept="●", passed="◐", none="○", no="·", more="…",
    strokes=LINES, say=visible,
)  # fmt: skip
_WORDS = Look(
    leaf="#", data="%", result="*", kept="*", passed="o", none=".", no="no", more="...",
    strokes=ASCII, say=_ascii,
)  # fmt: skip

_LEGEND: tuple[tuple[Style, str], ...] = (
    ("leaf", "leaf"),
    ("data", "requires_grad=False"),
    ("kept", "kept in .grad"),
    ("passed", "gradient passed through, .grad is None"),
    ("none", "no gradient"),
)


class _Step(NamedTuple):
    """Makes a column at most so wide; 0 leaves it out."""

    column: str
    at_most: int = 0
    if_idle: bool = False
    """Only where the column says no more than "·" in every row."""


_STEPS = (
    _Step("tensor", 48), _Step("value", 24), _Step(".grad", 28),
    _Step("shape"), _Step("grad_fn"),
    _Step("tensor", 24), _Step("value", 14), _Step(".grad", 20),
    _Step("requires_grad"),
    _Step("retains_grad", if_idle=True), _Step("value"), _Step("retains_grad"),
    _Step("graph"), _Step("is_leaf"),
    _Step("tensor", 16), _Step(".grad", 14),
    _Step("line"),
    _Step("tensor", 8), _Step(".grad", 8),
)  # fmt: skip
"""What happens, one after the other, until the table fits."""

_GROWING = ("tensor", "value", ".grad")
"""Columns that were cut get the cells that are left over, in this order."""

_NAMED = ("graph", "value", "is_leaf", "retains_grad")
"""Columns whose absence is worth a line."""

_WIDEST = 60  # cells of a column, however wide the terminal
_NARROWEST = 20  # a table narrower than this is not tried
_MOST_LINES = 20  # of output
_MOST_WARNINGS = 10
_MOST_ROOTS = 3  # of a backward pass, named in the header

_GAP = "  "  # between columns
_APART = "   "  # between the entries of the header and of the legend


def table(
    trace: Trace, *, width: int = 80, ascii: bool = False, all: bool = False, only: str | None = None
) -> list[Line]:
    """The table of a Trace's tensors, in lines of at most `width` cells.

    Shown are the tensors that have names or start a backward pass, and the intermediate results
    on the way to them; long loops and long tables are cut. `all` shows every tensor; `only`, a
    pattern such as "W*", the tensors with such names. `ascii` draws with ASCII alone. Below the
    table stands what the program printed, and its warnings; its error stands in the header.
    """
    look = _WORDS if ascii else _SIGNS
    width = max(width, _NARROWEST)
    rows = entries(trace, all=all, only=only)
    sections = [
        _header(trace, width, look),
        _body(trace, rows, width, look) if rows else _nothing(only, width, look),
        _output(trace.output, width, look, _endless if all else _MOST_LINES),
        _warnings(trace, width, look, _endless if all else _MOST_WARNINGS),
    ]
    lines = [line for section in sections if section for line in ([], *section)]
    return lines[1:]


def plain(lines: Iterable[Line]) -> str:
    """The lines as text, each with its newline."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)


# ── the header ────────────────────────────────────────────────────────────────────────────────────


def _header(trace: Trace, width: int, look: Look) -> list[Line]:
    path = _from_right(look.say(_PATHS.get(trace.source.path, trace.source.path)), width, look)
    told = _passes(trace, look)
    error = _stopped(trace, look)
    if cells(path + _APART + told + error) <= width:
        return [[(path, "head"), (_APART + told, ""), (error, "error")]]
    lines: list[Line] = [[(path, "head")]]
    lines += [[(line, "")] for line in wrap(told.split(" "), width)]
    return lines + [[(line, "error")] for line in wrap(error.split(), width)]


def _from_right(path: str, width: int, look: Look) -> str:
    """A path that is too long keeps its end, which says more."""
    return path if cells(path) <= width else clip(path[::-1], width, look.more)[::-1]


def _passes(trace: Trace, look: Look) -> str:
    if not trace.passes:
        return "no backward pass"
    last = _backward(trace, trace.passes[-1], look)
    count = len(trace.passes)
    return f"backward {last}" if count == 1 else f"{count} backward passes, the last {last}"


def _backward(trace: Trace, run: BackwardPass, look: Look) -> str:
    """From where, in which line, with which gradient: "from G (line 6), gradient [1 1]"."""
    roots = [trace.tensors[i] for i in run.roots[:_MOST_ROOTS]]
    names = [clip(_name(t, look), _MOST_NAME, look.more) for t in roots]
    seeds = [look.say(flat(v, t.shape)) for v, t in zip(run.seeds, roots, strict=False)]
    others = [look.more] * (len(run.roots) > _MOST_ROOTS)
    line = f" (line {run.span.line})" if run.span else ""
    gradient = f", gradient{'s' * (len(seeds) > 1)} {', '.join(seeds + others)}" if seeds else ""
    return f"from {', '.join(names + others)}{line}{gradient}"


def _stopped(trace: Trace, look: Look) -> str:
    if trace.error is None:
        return ""
    line = f" at line {trace.error.span.line}" if trace.error.span else ""
    return f"{_APART}stopped by {look.say(trace.error.type)}{line}"


# ── the table ─────────────────────────────────────────────────────────────────────────────────────


class _Cell(NamedTuple):
    """What stands in one place: its forms, longest first; `[start, end)` of it has its own style."""

    forms: Sequence[str]
    style: Style = ""
    start: int = 0
    end: int = 0
    accent: Style = ""


_BLANK = _Cell([""])


class _Column:
    """A column of the table, with its width so far."""

    def __init__(self, head: str, texts: list[_Cell], align: Align = "left") -> None:
        self.head = head
        self.cells = texts
        self.align = align
        self.limit = self.width = 0

    def fit(self, limit: int, more: str) -> None:
        """Sets the width that the column needs when it may have `limit` cells."""
        self.limit = limit
        self.width = max(cells(self.head), *{cells(_form(c, limit, more)) for c in self.cells})


def _form(cell: _Cell, width: int, more: str) -> str:
    """The longest form that fits, else the shortest, cut."""
    for text in cell.forms:
        if cells(text) <= width:
            return text
    return clip(cell.forms[-1], width, more)


def _body(trace: Trace, rows: list[Entry], width: int, look: Look) -> list[Line]:
    columns = _columns(trace, rows, width, look)
    shown = _fitted(columns, width, look)
    heads = {column.head for column in shown}
    idle = {column.head for column in columns if _is_idle(column, look)}
    hidden = [head for head in _IMPORTANT if head not in heads | idle]
    lines = [_headings(shown)]
    for i, row in enumerate(rows):
        if row.tensor is None:
            lines.append(_note(row.note, shown, i, width, look))
        else:
            line = _line(shown, i, look)
            lines.append(line + _reason(row.tensor, line, width, look))
    legend = _legend(rows, "graph" in heads, width, look)
    return [*lines, [], *legend, *_hidden(hidden, width)]


def _columns(trace: Trace, rows: list[Entry], width: int, look: Look) -> list[_Column]:
    """All columns that there could be; a note's row has empty cells, but for the graph."""
    earlier = _earlier(trace)

    def column(head: str, cell: Callable[[TensorRecord], _Cell], align: Align = "left") -> _Column:
        filled = [_BLANK if row.tensor is None else cell(row.tensor) for row in rows]
        return _Column(head, filled, align)

    def answer(text: str, style: Style = "") -> _Cell:
        return _Cell([text], style) if text else _Cell([look.no], "dim")

    def leaf(t: TensorRecord) -> _Cell:
        return answer("leaf" * t.is_leaf, "leaf" if t.requires_grad else "data")

    graph = _graph(trace, rows, width, look)
    return [
        _Column("line", _line_numbers(rows), "right"),
        *([] if graph is None else [_Column("graph", graph)]),
        column("tensor", lambda t: _tensor(t, t.id in earlier, look)),
        column("is_leaf", leaf, "center"),
        column("requires_grad", lambda t: answer("yes" * t.requires_grad), "center"),
        column("retains_grad", lambda t: answer("yes" * t.retains_grad), "center"),
        column("grad_fn", lambda t: answer(look.say(t.grad_fn or ""))),
        column("shape", lambda t: _Cell([look.say(shape(t.shape))])),
        column("value", lambda t: _Cell([look.say(text) for text in forms(t.value, t.shape)])),
        column(".grad", lambda t: _grad(t, look)),
    ]


def _line_numbers(rows: list[Entry]) -> list[_Cell]:
    """The line of each tensor, where it is not that of the tensor before."""
    found = []
    before = 0
    for row in rows:
        line = row.tensor.span.line if row.tensor and row.tensor.span else 0
        found.append(_Cell([str(line) if line and line != before else ""], "dim"))
        before = line
    return found


def _graph(trace: Trace, rows: list[Entry], width: int, look: Look) -> list[_Cell] | None:
    """The rail; None where it would take more than a third of the width."""
    inputs = sources(trace, rows)
    nodes = [
        Row(None) if t is None else Row(t.id, inputs[t.id], getattr(look, _kind(t)))
        for t, _ in rows
    ]
    lines = rail(nodes, look.strokes, width // 3)
    if lines is None:
        return None
    found = []
    for (t, _), node, line in zip(rows, nodes, lines, strict=True):
        at = line.index(node.sign)
        found.append(_Cell([line], "dim", at, at + len(node.sign), _kind(t) if t else ""))
    return found


def _kind(t: TensorRecord) -> Literal["leaf", "data", "result"]:
    if not t.requires_grad:
        return "data"
    return "leaf" if t.is_leaf else "result"


def _earlier(trace: Trace) -> set[int]:
    """Tensors whose names all stand for something else by now."""
    holders = {name: t.id for t in trace.tensors for name in t.names}
    for name, variable in trace.variables.items():
        holders[name] = -1 if variable.tensor is UNSET else variable.tensor
    return {
        t.id for t in trace.tensors if t.names and all(holders[name] != t.id for name in t.names)
    }


def _tensor(t: TensorRecord, is_earlier: bool, look: Look) -> _Cell:
    """"F = a * b"; "a" where there is no more to say; an unnamed step indented."""
    name = _name(t, look)
    if not t.names:
        return _Cell([_GAP + name], "dim")
    text = f"{name}{_GAP}v{t.version}" if t.version else name
    expr = _one_line(t.expr, look)
    if t.inputs and expr and expr not in t.names:
        text += f"{_GAP if t.version else ' = '}{expr}"
    return _Cell([text], "dim" if is_earlier else "", 0, len(name), "dim" if is_earlier else "name")


def _name(t: TensorRecord, look: Look) -> str:
    """The names of a tensor, or the expression that made it."""
    names = [look.say(name) for name in t.names[:_MOST_NAMES]]
    return " / ".join(names) or _one_line(t.expr or t.op or "tensor", look)


def _one_line(expr: str, look: Look) -> str:
    """As much of an expression as any table has room for, without its line breaks."""
    return look.say(" ".join(expr[: 4 * _WIDEST].split()))


def _grad(t: TensorRecord, look: Look) -> _Cell:
    sign = getattr(look, t.gradient)
    texts = [f"{sign} {look.say(text)}" for text in forms(t.grad, t.shape)]
    return _Cell(texts, "none" if t.grad is None else "", 0, len(sign), t.gradient)
