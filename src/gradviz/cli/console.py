"""The three standard streams, and what the user asked of them: colour, signs, width, silence."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from gradviz.renderers.styles import Line
    from gradviz.trace import Source

DUMB_TERMINALS = ("dumb", "unknown")
"""Values of TERM that say: no colour, unless it is demanded."""

_SIGNS = "│╭╰▔…■□●◐○·×┼┴┘"
"""What an output must be able to encode to be spared `--ascii`."""

_FALLBACK_WIDTH = 80


class Console:
    """Where the command line reads and writes; the options of every command set its attributes.

    `source` is the program that is being run: errors point into it.
    """

    def __init__(self) -> None:
        self.color = "auto"
        self.ascii = False
        self.quiet = False
        self.debug = False
        self.columns: int | None = None
        self.source: Source | None = None
        if isinstance(sys.stdout, io.TextIOWrapper):  # like stderr: no character makes it fail
            sys.stdout.reconfigure(errors="backslashreplace")

    def width(self, stream: TextIO | None) -> int:
        """Columns of an output: as asked for, or those of the terminal, or 80."""
        return self.columns or _environment_width() or _terminal_width(stream) or _FALLBACK_WIDTH

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
        """Writes text to stdout, in colour where that is wanted; raises as `write` does."""
        with _stdout() as stream:
            self._paint(lines, stream)

    def write(self, data: bytes) -> None:
        """Writes to stdout, at once; raises FileError, or BrokenPipeError where nobody reads."""
        with _stdout() as stream:
            stream.buffer.write(data)
            stream.buffer.flush()

    def complain(self, lines: Iterable[Line]) -> None:
        """Writes to stderr; where that fails too there is nobody left to tell."""
        if sys.stderr is not None:
            with suppress(OSError, ValueError):
                self._paint(lines, sys.stderr)

    def tell(self, text: str) -> None:
        """Says on stderr what was done, unless `--quiet`."""
        if not self.quiet:
            self.complain([[(text, "")]])

    def _paint(self, lines: Iterable[Line], stream: TextIO) -> None:
        """Writes styled text; rich is not even imported where no colour is wanted."""
        if self._colored(stream):
            from gradviz.cli.paint import paint  # noqa: PLC0415

            paint(lines, stream)
        else:
            from gradviz.renderers.styles import plain  # noqa: PLC0415

            stream.write(plain(lines))
        stream.flush()

    def _colored(self, stream: TextIO) -> bool:
        if self.color != "auto":
            return self.color == "always"
        if os.environ.get("NO_COLOR"):
            return False
        if os.environ.get("FORCE_COLOR"):
            return True
        return os.environ.get("TERM") not in DUMB_TERMINALS and is_terminal(stream)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sits at the other end of `stream`."""
    return stream is not None and not stream.closed and stream.isatty()


@contextmanager
def _stdout() -> Iterator[TextIO]:
    """stdout; what goes wrong with it becomes a FileError, but for a reader that went away."""
    from gradviz.errors import FileError  # noqa: PLC0415

    if sys.stdout is None or sys.stdout.closed:
        raise FileError("cannot write to stdout: it is closed")
    try:
        yield sys.stdout
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FileError(f"cannot write to stdout: {reason(error)}") from None


def reason(error: OSError) -> str:
    """Why the system refused, in its words: "no such file or directory"."""
    words = error.strerror or str(error) or type(error).__name__
    return words[:1].lower() + words[1:]


def _environment_width() -> int | None:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isascii() and columns.isdecimal() and len(columns) < 6 else None


def _terminal_width(stream: TextIO | None) -> int | None:
    try:
        return os.get_terminal_size(stream.fileno()).columns if stream else None
    except (OSError, ValueError):
        return None
