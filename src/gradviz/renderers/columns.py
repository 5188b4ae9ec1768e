"""Columns of text that give way to each other until they fit, in an order that a table says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from gradviz.renderers.cells import cell_width, clip
from gradviz.renderers.styles import Line, Segment, Style

GAP = "  "
"""Between columns."""

_WIDEST = 60  # cells of a column, however wide the terminal

Align = Literal["left", "center", "right"]


class Cell(msgspec.Struct, frozen=True):
    """What stands in one place: its forms, fullest first; `[start, end)` has a style of its own."""

    forms: Sequence[str]
    style: Style = ""
    start: int = 0
    end: int = 0
    accent: Style = ""
    idle: bool = False
    """Whether it says no more than that there is nothing to say."""


BLANK = Cell([""], idle=True)


class Column:
    """A column of a table, with the width that it takes so far.

    `mark` ends a text that is cut.
    """

    def __init__(self, head: str, cells: Sequence[Cell], mark: str, align: Align = "left") -> None:
        self.head = head
        self.cells = cells
        self.mark = mark
        self.align = align
        self.idle = all(cell.idle for cell in cells)
        self.widths = [[cell_width(form) for form in cell.forms] for cell in cells]
        self.limit = self.width = 0

    def fit(self, limit: int) -> None:
        """Finds the width that the column needs when its cells may have `limit` cells each."""
        self.limit = limit
        needed = [
            next((width for width in widths if width <= limit), limit) for widths in self.widths
        ]
        self.width = max(cell_width(self.head), *needed)

    def heading(self) -> Line:
        """The head of the column, as wide as the column."""
        before, after = self._margins(cell_width(self.head))
        return [(before + self.head + after, "dim")]

    def line(self, row: int) -> Line:
        """The cell of a row, as wide as the column."""
        cell = self.cells[row]
        text, width = self._fitting(row)
        before, after = self._margins(width)
        if cell.start == cell.end:
            return [(before + text + after, cell.style)]
        return [
            (before + text[: cell.start], cell.style),
            (text[cell.start : cell.end], cell.accent),
            (text[cell.end :] + after, cell.style),
        ]

    def _fitting(self, row: int) -> tuple[str, int]:
        """The fullest form that fits, else the last one, cut; and its width."""
        for form, width in zip(self.cells[row].forms, self.widths[row], strict=True):
            if width <= self.limit:
                return form, width
        text = clip(self.cells[row].forms[-1], self.limit, self.mark)
        return text, cell_width(text)

    def _margins(self, width: int) -> tuple[str, str]:
        """The blanks on both sides of a text."""
        room = self.width - width
        before = {"left": 0, "center": room // 2, "right": room}[self.align]
        return " " * before, " " * (room - before)


class Step(msgspec.Struct, frozen=True):
    """Makes a column at most so wide; 0 leaves it out."""

    column: str
    at_most: int = 0
    if_idle: bool = False
    """Only a column that has nothing to say in any row."""


def fitted(
    columns: Sequence[Column],
    width: int,
    steps: Sequence[Step],
    growing: Sequence[str],
) -> list[Column]:
    """The columns that are shown within `width` cells: `steps` happen in turn until they fit.

    Cells that are left over go to the columns `growing`, in that order, where they were cut.
    """
    shown = {column.head: column for column in columns}
    for column in columns:
        column.fit(_WIDEST)
    for step in steps:
        if _total(shown) <= width:
            break
        if step.column not in shown:
            continue
        if step.at_most:
            shown[step.column].fit(step.at_most)
        elif shown[step.column].idle or not step.if_idle:
            del shown[step.column]
    for head in growing:
        if head in shown:
            column = shown[head]
            column.fit(min(column.width + max(width - _total(shown), 0), _WIDEST))
    return list(shown.values())


def joined(parts: Sequence[Line]) -> Line:
    """The parts of a row with gaps between them, without blanks at the end."""
    gap: Segment = (GAP, "")
    line = [segment for part in parts for segment in (gap, *part) if segment[0]][1:]
    return [*line[:-1], *((text.rstrip(), style) for text, style in line[-1:])]


def _total(shown: dict[str, Column]) -> int:
    return sum(column.width for column in shown.values()) + len(GAP) * (len(shown) - 1)
