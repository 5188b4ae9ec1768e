"""What a piece of text is, and how a terminal that has colours paints it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Style = Literal[
    "", "bold", "dim", "head", "name", "leaf", "data", "result", "folded", "kept", "passed", "none",
    "error", "warning", "help", "note", "caret", "gutter",
]  # fmt: skip

STYLES: dict[Style, str] = {
    "":        "",
    "bold":    "bold",
    "dim":     "dim",
    "head":    "bold",                # a path, a column's heading, a title
    "name":    "bold",                # of a tensor
    "leaf":    "bold green",          # the three kinds of nodes, as in the pictures
    "data":    "dim",
    "result":  "cyan",
    "folded":  "cyan",
    "kept":    "bold dark_orange3",   # the three states of a gradient, as in the pictures
    "passed":  "dark_orange3",
    "none":    "dim",
    "error":   "bold red",
    "warning": "bold yellow",
    "help":    "bold green",
    "note":    "bold cyan",
    "caret":   "bold red",
    "gutter":  "cyan",
}  # fmt: skip
"""rich's words for each style; all can be read on dark and on light ground."""

Segment = tuple[str, Style]
"""A piece of text, free of control characters, and what it is."""

Line = list[Segment]


def plain(lines: Iterable[Line]) -> str:
    """The lines as text without styles, each with its newline and without blanks at its end."""
    return "".join("".join(text for text, _ in line).rstrip() + "\n" for line in lines)
