"""How many cells of a terminal a text takes, and how to make it take fewer.

Texts must have been through `visible` before: they hold no control characters. A text is measured
character by character, so that the width of a text is the sum of the widths of its pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile

_ONE_CELL = frozenset(map(chr, [*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x300)])) | (
    frozenset(map(chr, range(0x391, 0x3CA))) | frozenset("…′■□●◆◐○│┊─┼╋┴┘├┤")
)
"""Latin and Greek letters and our own signs: texts of these alone are measured at once."""


def cell_width(text: str) -> int:
    """The width of a text: two cells for each wide character, none for a combining mark."""
    if _ONE_CELL.issuperset(text):
        return len(text)
    from rich.cells import get_character_cell_size  # noqa: PLC0415  # few texts need it

    return sum(map(get_character_cell_size, text))


def clip(text: str, width: int, mark: str = "…") -> str:
    """The text, cut to `width` cells with `mark` at its end where it is longer."""
    if cell_width(text) <= width:
        return text
    room = width - len(mark)
    return head(text, room) + mark if room >= 0 else mark[: max(width, 0)]


def head(text: str, width: int) -> str:
    """The longest beginning of a text that takes at most `width` cells."""
    if _ONE_CELL.issuperset(text[: width + 1]):
        return text[:width]
    from rich.cells import get_character_cell_size  # noqa: PLC0415  # few texts need it

    ends = accumulate(map(get_character_cell_size, text))
    return text[: sum(1 for _ in takewhile(width.__ge__, ends))]


def chunks(text: str, width: int) -> Iterator[str]:
    """The text in pieces of at most `width` cells, two at least, cut anywhere; "" when empty."""
    width = max(width, 2)  # a wide character fits
    start = 0
    while True:
        piece = head(text[start : start + width], width)
        yield piece
        start += len(piece)
        if start >= len(text):
            return


def wrap(items: Sequence[str], width: int, between: str = " ") -> list[str]:
    """Words, or other items, joined to lines of at most `width` cells where that is possible."""
    lines: list[str] = []
    room = 0
    for item in items:
        for piece in chunks(item, width):
            needed = cell_width(between) + cell_width(piece)
            if lines and needed <= room:
                lines[-1] += between + piece
                room -= needed
            else:
                lines.append(piece)
                room = width - cell_width(piece)
    return lines
