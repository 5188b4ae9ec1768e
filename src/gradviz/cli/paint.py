"""Colour, by rich: it knows the terminals, their palettes, and Windows' consoles."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from typing import TextIO

from rich.console import Console as RichConsole
from rich.segment import Segment, Segments
from rich.style import Style as RichStyle

from gradviz.cli.console import DUMB_TERMINALS
from gradviz.renderers.styles import STYLES, Line, Style


class _Terminal(RichConsole):
    """rich's console, but where nobody reads any more the error goes up instead of an exit."""

    def on_broken_pipe(self) -> None:
        """Called while the BrokenPipeError is being handled."""
        raise  # noqa: PLE0704


def paint(lines: Iterable[Line], stream: TextIO) -> None:
    """Writes the lines to `stream`, in colour whatever it is; nothing is wrapped or cut."""
    terminal = _Terminal(
        file=stream,
        force_terminal=True,
        color_system="standard" if os.environ.get("TERM") in DUMB_TERMINALS else "auto",
        no_color=False,
    )
    segments: list[Segment] = []
    for line in lines:
        segments += [Segment(text, _style(name)) for text, name in line]
        segments.append(Segment.line())
    terminal.print(Segments(segments), soft_wrap=True, end="")


@cache
def _style(name: Style) -> RichStyle:
    return RichStyle.parse(STYLES[name])
