"""Errors as text: the message, the source with carets under it, then what to do and why.

error[GV012]: unknown tensor method 'exq'
  ╭─ bad.py:3:7
3 │ y = x.exq() * 2
  │       ▔▔▔ no such op
  ╰─
  help: did you mean 'exp'?
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from gradviz.errors import GradvizError, ProgramError
from gradviz.renderers.cells import cell_width
from gradviz.renderers.styles import Line, Segment
from gradviz.renderers.text import visible
from gradviz.trace import Source, Span

MOST_LINES = 3
"""Source lines that a screen shows of a span that covers more."""

_TAB = 4
_LEAST_WIDTH = 40
_LINE_ENDS = re.compile("\r\n|\r|\n")


class _Signs(NamedTuple):
    """What a frame is drawn with."""

    top: str
    side: str
    bottom: str
    caret: str
    skipped: str
    cut: str


_DRAWN = _Signs(top="╭─", side="│", bottom="╰─", caret="▔", skipped="⋮", cut="…")
_ASCII = _Signs(top=",-", side="|", bottom="'-", caret="^", skipped=":", cut="~")


def screen(error: GradvizError, source: Source | None, width: int, ascii: bool) -> list[Line]:
    """The lines that stderr shows for `error`, within `width` columns where the source is long."""
    lines = list(_header(error))
    margin = "  "
    if error.span is not None and source is not None:
        frame = _Frame(source, error.span, error.label, width, _ASCII if ascii else _DRAWN)
        lines += frame.lines()
        margin = frame.margin
    lines += _remarks("help", error.help, margin)
    lines += _remarks("note", error.note, margin)
    if isinstance(error, ProgramError) and error.message and "gradviz " not in error.message[:20]:
        lines += _remarks("note", f"{error.type}, as PyTorch raises it", margin)
    return lines


def _header(error: GradvizError) -> Iterator[Line]:
    """`error[CODE]: message`, the message's further lines below."""
    message = error.message
    if not message and isinstance(error, ProgramError):
        message = error.type
    first, *rest = _lines(message)
    yield [(f"error[{error.code}]" if error.code else "error", "error"), (f": {first}", "bold")]
    for line in rest:
        yield [(f"  {line}".rstrip(), "bold")]


def _remarks(kind: Literal["help", "note"], text: str, margin: str) -> Iterator[Line]:
    """`help: …`, further lines aligned with the first."""
    if not text:
        return
    first, *rest = _lines(text)
    yield [(margin, ""), (f"{kind}:", kind), (f" {first}", "")]
    indent = margin + " " * len(f"{kind}: ")
    for line in rest:
        yield [((indent + line).rstrip(), "")]


def _lines(text: str) -> list[str]:
    return [visible(line) for line in _LINE_ENDS.split(text)]


class _Frame:
    """The lines of the source that a span covers, numbered, with carets under the span."""

    def __init__(self, source: Source, span: Span, label: str, width: int, signs: _Signs) -> None:
        self.source = source
        self.path = visible(source.path)
        self.text = _LINE_ENDS.split(source.text)
        self.span = span
        self.label = visible(label)
        self.signs = signs
        self.first = min(max(span.line, 1), len(self.text))
        self.last = min(max(span.end_line, self.first), len(self.text))
        self.digits = len(source.number(self.last))
        self.margin = " " * (self.digits + 1)
        self.width = max(width, _LEAST_WIDTH) - len(self.margin) - 2

    def lines(self) -> Iterator[Line]:
        """The whole frame."""
        before = f"{self.path}:{self.span.line}"
        if self.source.cells:
            before = f"{self.path}, {self.source.place(self.span.line)}"
        place = f"{before}:{self.span.column}"
        yield [(f"{self.margin}{self.signs.top} {place}", "gutter")]
        shown = self._shown()
        for position, number in enumerate(shown):
            if position and number > shown[position - 1] + 1:
                yield [(f"{self.margin}{self.signs.skipped}", "gutter")]
            yield from self._marked(number)
        yield [(f"{self.margin}{self.signs.bottom}", "gutter")]

    def _shown(self) -> list[int]:
        """Numbers of the lines to show: all, or the first ones and the last."""
        if self.last - self.first < MOST_LINES:
            return list(range(self.first, self.last + 1))
        return [*range(self.first, self.first + MOST_LINES - 1), self.last]

    def _marked(self, number: int) -> Iterator[Line]:
        """A line and the carets under it; the label stands at the last one."""
        text = self.text[number - 1]
        indent = len(text) - len(text.lstrip())
        start = max(self.span.column - 1, 0) if number == self.span.line else indent
        end = self.span.end_column - 1 if number == self.span.end_line else len(text.rstrip())
        start = min(start, len(text))
        end = max(min(end, len(text)), start)
        line, before, marked = _windowed(text, start, end, self.width, self.signs.cut)
        label = self.label if number == self.last else ""
        carets: list[Segment] = [(self.signs.caret * max(marked, 1), "caret")]
        if label:
            carets.append((f" {label}", "caret"))
        gutter = f"{self.source.number(number):>{self.digits}} {self.signs.side}"
        yield [(gutter, "gutter"), (f" {line}".rstrip(), "")]
        gutter = f"{self.margin}{self.signs.side}"
        yield [(gutter, "gutter"), (" " * (before + 1), ""), *carets]


def _windowed(text: str, start: int, end: int, width: int, cut: str) -> tuple[str, int, int]:
    """`text` as a terminal shows it, cut to `width` columns around characters start to end.

    Also the columns before those characters, and the columns that they take.
    """
    near = max(start - width, 0)  # a line may be long: only what could be shown is looked at
    pieces = _pieces(text[near : start + 2 * width])
    widths = [cell_width(piece) for piece in pieces]
    start, end = start - near, min(end - near, len(pieces))
    if near == 0 and len(pieces) == len(text) and sum(widths) <= width:
        return "".join(pieces), sum(widths[:start]), sum(widths[start:end])
    room = width - 2 * len(cut)
    spare = max(room - min(sum(widths[start:end]), room // 2), 0)
    left = max(spare - sum(widths[end:]), spare // 2)
    if near == 0 and sum(widths[:end]) <= room:  # the beginning of the line can be seen as well
        left = room
    first = start
    while first > 0 and left >= widths[first - 1]:
        first -= 1
        left -= widths[first]
    last, used = first, 0
    while last < len(pieces) and used + widths[last] <= room:
        used += widths[last]
        last += 1
    head = cut if near + first else ""
    tail = cut if near + last < len(text) else ""
    shown = head + "".join(pieces[first:last]) + tail
    before = len(head) + sum(widths[first:start])
    return shown, before, sum(widths[start : min(end, last)])


def _pieces(text: str) -> list[str]:
    """Each character as it is shown: tabs as spaces to the next stop, the unprintable escaped."""
    pieces = []
    column = 0
    for character in text:
        piece = " " * (_TAB - column % _TAB) if character == "\t" else visible(character)
        column += cell_width(piece)
        pieces.append(piece)
    return pieces
