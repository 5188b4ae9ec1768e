"""How many cells of a terminal a text takes, and how to make it take fewer.

Texts must have been through `visible` before: they hold no control characters.
"""

from __future__ import annotations

_ONE_CELL = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("■□●◐○·×…│┊─┼╋┴┘├┤")


def cells(text: str) -> int:
    """The width of a text: two cells for each wide character, none for a combining mark."""
    if _ONE_CELL.issuperset(text):
        return len(text)
    from unicodedata import combining, east_asian_width  # noqa: PLC0415  # few texts need it

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def clip(text: str, width: int, mark: str = "…") -> str:
    """The text, cut to `width` cells with `mark` at its end where it is longer."""
    if cells(text) <= width:
        return text
    room = width - len(mark)
    return _head(text, room) + mark if room >= 0 else mark[:width]


def chunks(text: str, width: int) -> list[str]:
    """The text in pieces of at most `width` cells, cut anywhere; one piece when it is empty."""
    pieces = []
    while cells(text) > width:
        piece = _head(text, width) or text[0]
        pieces.append(piece)
        text = text[len(piece) :]
    return [*pieces, text] if text or not pieces else pieces


def wrap(items: list[str], width: int, between: str = " ") -> list[str]:
    """Words, or other items, joined to lines of at most `width` cells where that is possible."""
    lines: list[str] = []
    for item in items:
        for piece in chunks(item, width):
            if lines and cells(lines[-1]) + len(between) + cells(piece) <= width:
                lines[-1] += between + piece
            else:
                lines.append(piece)
    return lines


def _head(text: str, width: int) -> str:
    """The longest beginning of a text that takes at most `width` cells."""
    end = min(len(text), width)
    while cells(text[:end]) > width:
        end -= 1
    return text[:end]
