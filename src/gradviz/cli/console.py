"""The three standard streams, and what the user asked of them: colour, signs, width, silence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from gradviz.trace import Source

Segment = tuple[str, str]
"""A piece of text and the name of its style in `STYLES`."""

Line = Sequence[Segment]

STYLES = {
    "": "",
    "bold": "1",
    "dim": "2",
    "error": "1;31",
    "caret": "1;31",
    "gutter": "36",
    "help": "1;32",
    "note": "1;36",
}
"""SGR parameters of the styles, for any terminal theme, dark or light."""

_SIGNS = "│╭╰▔…■●◐○"
"""What an output must be able to encode to be spared `--ascii`."""

_FALLBACK_WIDTH = 80


class Console:
    """Where the command line reads and writes.

    `source` is the program that is being run: errors point into it.
    """

    def __init__(self) -> None:
        self.color = "auto"
        self.ascii = False
        self.quiet = False
        self.debug = False
        self.columns: int | None = None
        self.source: Source | None = None

    def width(self) -> int:
        """Columns of the output: as asked for, or the terminal's, or 80."""
        return self.columns or _environment_width() or _terminal_width() or _FALLBACK_WIDTH

    def needs_ascii(self, stream: TextIO | None) -> bool:
        """Whether to do without the signs: as asked for, or since `stream` cannot encode them."""
        if self.ascii or stream is None:
            return self.ascii
        try:
            _SIGNS.encode(stream.encoding)
        except (UnicodeError, LookupError):
            return True
        return False

    def print(self, lines: Iterable[Line]) -> None:
        """Writes text to stdout, in colour where that is wanted."""
        text = _text(lines, self._colored(sys.stdout))
        self.write(text.encode(sys.stdout.encoding if sys.stdout else "ascii", "backslashreplace"))

    def write(self, data: bytes) -> None:
        """Writes to stdout, at once; raises FileError, or BrokenPipeError where nobody reads."""
        from gradviz.errors import FileError  # noqa: PLC0415

        if sys.stdout is None:
            raise FileError("cannot write to stdout: it is closed")
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            raise
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is closed"
            raise FileError(f"cannot write to stdout: {reason}") from None

    def complain(self, lines: Iterable[Line]) -> None:
        """Writes to stderr; where that fails too there is nobody left to tell."""
        if sys.stderr is None:
            return
        text = _text(lines, self._colored(sys.stderr))
        try:
            data = text.encode(sys.stderr.encoding, "backslashreplace")
            sys.stderr.buffer.write(data)
            sys.stderr.buffer.flush()
        except (OSError, ValueError):
            pass

    def tell(self, text: str) -> None:
        """Says on stderr what was done, unless `--quiet`."""
        if not self.quiet:
            self.complain([[(text, "")]])

    def _colored(self, stream: TextIO | None) -> bool:
        if stream is None or self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return os.environ.get("TERM") != "dumb" and stream.isatty()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at the other end of `stream`."""
    return stream is not None and not stream.closed and stream.isatty()


def _environment_width() -> int | None:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isascii() and columns.isdecimal() and len(columns) < 6 else None


def _terminal_width() -> int | None:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (AttributeError, OSError, ValueError):
        return None


def _text(lines: Iterable[Line], colored: bool) -> str:
    """The lines as text, each ended; styles become SGR sequences where colour is wanted."""
    if not colored:
        return "".join("".join(text for text, _ in line) + "\n" for line in lines)
    return "".join("".join(_painted(*segment) for segment in line) + "\n" for line in lines)


def _painted(text: str, style: str) -> str:
    codes = STYLES[style]
    return f"\x1b[{codes}m{text}\x1b[0m" if codes and text else text
