"""The table of tensors, drawn with the graph: what `gradviz FILE` shows on a terminal.

The result is lines of styled segments; the command line turns them into colour, `plain` into text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Unpack

from msgspec import UNSET

from gradviz.renderers import fields
from gradviz.renderers.cells import cell_width, chunks, clip, wrap
from gradviz.renderers.columns import GAP, Column, fitted, joined
from gradviz.renderers.fields import name, one_line
from gradviz.renderers.labels import flat
from gradviz.renderers.look import SIGNS, WORDS, Look
from gradviz.renderers.passes import passes
from gradviz.renderers.rows import ALL_SHOWS, Choice, Entry, entries, is_visible
from gradviz.renderers.styles import Line, Style, plain
from gradviz.trace import BackwardPass, Trace, Warning

__all__ = ["plain", "table"]

_LEGEND: tuple[tuple[Style, str], ...] = (
    ("leaf", "leaf"),
    ("data", "requires_grad=False"),
    ("folded", "folded (--unfold shows it)"),
    ("kept", "kept in .grad"),
    ("passed", "gradient passed through, .grad is None"),
    ("none", "no gradient"),
)

_NARROWEST = 20  # a table narrower than this is not tried
_MOST_LINES = 20  # of output, and of warnings
_MOST_PASSES = 3  # that the header names one by one
_MOST_ROOTS = 3  # of a backward pass, named in the header
_MOST_NAME = 32  # cells of a root's name

_APART = "   "  # between the entries of the header and of the legend


def table(
    trace: Trace,
    *,
    width: int = 80,
    ascii: bool = False,
    **choice: Unpack[Choice],
) -> list[Line]:
    """The table of a Trace's tensors, in lines of at most `width` cells (20 at least).

    Shown are the tensors that have names or start a backward pass, and the intermediate results
    on the way to them; long loops, calls and tables are cut. `all` shows every tensor, `only` those
    with such names; `fold` and `unfold` name turns of loops and calls by their labels ("step=3",
    "f()", "step=*") that are shown as one row, or row by row.
    `ascii` draws with ASCII alone. What the program printed stands at its statement, and below the
    table what it printed after the last tensor; there stand its warnings, too. Its error stands in
    the header. Raises UsageError for a label that nothing has.
    """
    look = WORDS if ascii else SIGNS
    width = max(width, _NARROWEST)
    only = choice.get("only")
    rows = entries(trace, **choice)
    sections = [
        _header(trace, width, look),
        _body(trace, rows, width, look) if rows else _nothing(trace, only, width, look),
        passes(trace, width, look) if only is None else [],
        _output(_rest_of_output(trace, rows), width, look),
        [line for warning in trace.warnings for line in _warning(trace, warning, width, look)],
    ]
    if not choice.get("all"):
        sections[2:] = [_cut(lines, width, look) for lines in sections[2:]]
    lines: list[Line] = [line for section in sections if section for line in ([], *section)]
    return lines[1:]


# ── the header ────────────────────────────────────────────────────────────────────────────────────


def _header(trace: Trace, width: int, look: Look) -> list[Line]:
    """Path, backward passes, error: on one line where they fit, else each on its own."""
    path = _path(trace.source.path, width, look)
    told = _passes(trace, look)
    error = _stopped(trace, look)
    line: Line = [(path, "head"), (_APART + told, "")]
    line += [(_APART, ""), (error, "error")] if error else []
    if sum(cell_width(text) for text, _ in line) <= width:
        return [line]
    lines: list[Line] = [[(path, "head")]]
    lines += [[(text, "")] for text in wrap(told.split(" "), width)]
    return lines + [[(text, "error")] for text in wrap(error.split(), width)]


def _path(path: str, width: int, look: Look) -> str:
    """The path as it was given; one that is too long keeps its end, which says more."""
    path = look.say("stdin" if path == "-" else path[-4 * width :])
    return path if cell_width(path) <= width else clip(path[::-1], width, look.more)[::-1]


def _passes(trace: Trace, look: Look) -> str:
    """The passes: "backward from G (line 6), gradient [1 1]"; of many their number and the last."""
    count = len(trace.passes)
    told = [_pass(trace, run, look) for run in trace.passes[-_MOST_PASSES:]]
    if not told:
        return "no backward pass"
    if count == 1:
        return f"backward {told[0]}" if trace.passes[0].kind == "backward" else told[0]
    all_of_them = f": {'; '.join(told)}" if count <= _MOST_PASSES else f", the last {told[-1]}"
    return f"{count} backward passes{all_of_them}"


def _pass(trace: Trace, run: BackwardPass, look: Look) -> str:
    called = "autograd.grad " if run.kind == "grad" else ""
    return f"{called}from {_roots(trace, run, look)}"


def _roots(trace: Trace, run: BackwardPass, look: Look) -> str:
    """Where a pass started, and with which gradients: "G (line 6), gradient [1 1]"."""
    roots = [trace.tensors[i] for i in run.roots[:_MOST_ROOTS]]
    names = [clip(name(t, look), _MOST_NAME, look.more) for t in roots]
    seeds = [look.say(flat(v, t.shape)) for v, t in zip(run.seeds, roots, strict=False)]
    others = [look.more] if len(run.roots) > _MOST_ROOTS else []
    line = f" ({trace.source.place(run.span.line)})" if run.span else ""
    gradient = f", gradient{'s' * (len(seeds) > 1)} {', '.join(seeds + others)}" if seeds else ""
    return f"{', '.join(names + others)}{line}{gradient}"


def _stopped(trace: Trace, look: Look) -> str:
    if trace.error is None:
        return ""
    span = trace.error.span
    line = f" at {trace.source.place(span.line)}" if span else ""
    return f"stopped by {clip(one_line(trace.error.type, look), _MOST_NAME, look.more)}{line}"


# ── the table ─────────────────────────────────────────────────────────────────────────────────────


def _body(trace: Trace, rows: Sequence[Entry], width: int, look: Look) -> list[Line]:
    columns = fields.columns(trace, rows, width, look)
    shown = fitted(columns, width, fields.STEPS, fields.GROWING)
    heads = {column.head for column in shown}
    lines = [joined([column.heading() for column in shown])]
    for i, row in enumerate(rows):
        if row.tensor is None:
            lines.append(_note(row, shown, i, width, look))
        else:
            lines.append(joined([column.line(i) for column in shown]))
    idle = {column.head for column in columns if column.idle}
    hidden = [head for head in fields.IMPORTANT if head not in heads | idle]
    return [*lines, [], *_legend(rows, "graph" in heads, width, look), *_hidden(hidden, width)]


def _nothing(trace: Trace, only: str | None, width: int, look: Look) -> list[Line]:
    if only is not None:
        said = f"no tensor has a name like {one_line(only, look)}"
    else:
        said = f"no tensor has a name {ALL_SHOWS}" if trace.tensors else "no tensors"
    return [[(text, "dim")] for text in wrap(said.split(" "), width)]


def _note(row: Entry, shown: Sequence[Column], i: int, width: int, look: Look) -> Line:
    """A note begins where the tensors' names do, and goes on as far as there is room."""
    before = list(takewhile(lambda column: column.head != "tensor", shown))
    room = width - sum(column.width + len(GAP) for column in before)
    note = clip(fields.indent(row) + one_line(row.note, look), room, look.more)
    return joined([*(column.line(i) for column in before), [(note, "" if row.fold else "dim")]])


def _legend(rows: Sequence[Entry], with_graph: bool, width: int, look: Look) -> list[Line]:
    """The signs that occur, on as many lines as they need."""
    tensors = [row.tensor for row in rows if row.tensor is not None]
    occurring: set[str] = {t.gradient for t in tensors}
    if with_graph:
        occurring.update(map(fields.kind, tensors))
        occurring.update("folded" for row in rows if row.fold is not None)
    lines: list[Line] = []
    for style, meaning in _LEGEND:
        if style not in occurring:
            continue
        sign: str = getattr(look, style)
        entry: Line = [(sign, style), (clip(f" {meaning}", width - len(sign), look.more), "dim")]
        if lines and _width(lines[-1]) + len(_APART) + _width(entry) <= width:
            lines[-1] += [(_APART, ""), *entry]
        else:
            lines.append(entry)
    return lines


def _hidden(heads: Sequence[str], width: int) -> list[Line]:
    """Names the columns that there was no room for."""
    if not heads:
        return []
    names = " and ".join(filter(None, [", ".join(heads[:-1]), heads[-1]]))
    return [[(text, "dim")] for text in wrap(f"({names} hidden at this width)".split(), width)]


# ── below the table ───────────────────────────────────────────────────────────────────────────────


def _rest_of_output(trace: Trace, rows: Sequence[Entry]) -> str:
    """What the program printed after the last row; all of it where the rows lack some before."""
    told = {row.event for row in rows}
    if told <= {-1}:
        return trace.output
    last = max((row.tensor.id for row in rows if row.tensor is not None), default=-1)
    printed = [(i, event) for i, event in enumerate(trace.timeline) if event.kind == "print"]
    if any(e.tensors <= last and i not in told and is_visible(e) for i, e in printed):
        return trace.output
    after = (event.text for _, event in printed if event.tensors > last)
    return "".join(text for text in after if text is not UNSET)


def _output(output: str, width: int, look: Look) -> list[Line]:
    """What the program printed; lines that are too long go on below."""
    if not output:
        return []
    lines: list[Line] = [[("printed", "head")]]
    for text in output.removesuffix("\n").split("\n"):
        said = look.say(text.expandtabs())
        lines += [[(GAP, ""), (piece, "")] for piece in chunks(said, width - len(GAP))]
    return lines


def _warning(trace: Trace, warning: Warning, width: int, look: Look) -> list[Line]:
    line = f" at {trace.source.place(warning.span.line)}" if warning.span else ""
    category = clip(one_line(warning.category, look), width - len(line), look.more)
    words = look.say(" ".join(warning.text.split())).split(" ")
    lines: list[Line] = [[(category, "warning"), (line, "")]]
    return lines + [[(GAP, ""), (text, "")] for text in wrap(words, width - len(GAP))]


def _cut(lines: list[Line], width: int, look: Look) -> list[Line]:
    """Ends a section that is long with a note of what is left out."""
    if len(lines) <= _MOST_LINES:
        return lines
    note = look.say(f"… {len(lines) - _MOST_LINES} more lines {ALL_SHOWS}")
    return [*lines[:_MOST_LINES], [(clip(note, width, look.more), "dim")]]


def _width(line: Line) -> int:
    return sum(cell_width(text) for text, _ in line)
