"""Trace -> the table as plain text."""

from __future__ import annotations

from gradviz.renderers.styles import plain
from gradviz.renderers.table import table
from gradviz.trace import Trace


def txt(
    trace: Trace,
    *,
    width: int = 80,
    ascii: bool = False,
    all: bool = False,
    only: str | None = None,
) -> str:
    """The table of `gradviz.renderers.table`, without styles, each line with its newline."""
    return plain(table(trace, width=width, ascii=ascii, all=all, only=only))
