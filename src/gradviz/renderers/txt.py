"""Trace -> the table as plain text."""

from __future__ import annotations

from typing import Unpack

from gradviz.renderers.rows import Choice
from gradviz.renderers.styles import plain
from gradviz.renderers.table import table
from gradviz.trace import Trace


def txt(trace: Trace, *, width: int = 80, ascii: bool = False, **choice: Unpack[Choice]) -> str:
    """The table of `gradviz.renderers.table`, without styles, each line with its newline."""
    return plain(table(trace, width=width, ascii=ascii, **choice))
