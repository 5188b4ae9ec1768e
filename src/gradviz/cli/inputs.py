"""What a command reads: programs and traces, from files, stdin and the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

import msgspec

from gradviz.cli.console import Console, is_terminal, reason
from gradviz.errors import FileError, SourceError, UsageError
from gradviz.limits import Limits, exceeded
from gradviz.trace import Source, Trace, decode

STDIN = "-"
CODE = "-e"
"""The path of a program that was given by `-e`."""

_BOM = b"\xef\xbb\xbf"
_TRACE_BEGINS = b"{"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def named_paths(files: tuple[str, ...], code: tuple[str, ...], many: bool) -> tuple[str, ...]:
    """What to read: the files, or the code, or stdin where nothing is named but piped in."""
    if code and files:
        raise UsageError(f"a program comes from -e or from '{files[0]}', not from both")
    if len(files) > 1 and not many:
        raise UsageError(
            f"one FILE at a time, not '{files[0]}' and '{files[1]}'",
            help="run it once for each",
        )
    if not code and not files and is_terminal(sys.stdin):
        raise UsageError(
            "no FILE is named",
            help="name one, or - to type the program here, or give it with -e CODE",
        )
    return (CODE,) if code else files or (STDIN,)


class Inputs(msgspec.Struct, frozen=True):
    """What the command line says about the input: where it is, and how a program is to be run."""

    console: Console
    paths: tuple[str, ...]
    code: str
    backward: tuple[str, ...]
    max_values: int
    limits: Limits
    seed: int | None = None
    """Of the random numbers of a program that sets no seed."""
    keep: str = "auto"
    """The last steps of training that the Trace has: "auto", "last", "all" or a number."""
    moment: Callable[[Trace], Trace] | None = None
    """From the Trace of a whole program to that of the moment which was asked for."""

    def trace(self, path: str) -> Trace:
        """The Trace of one of `paths`: of the program that is run, or read back.

        Raises FileError, SourceError, LimitError; UsageError where `--backward` cannot be, or
        there is no such moment.
        """
        self.console.source = None
        data, size = self._given() if path == CODE else self._read(path)
        data = data.removeprefix(_BOM)
        as_notebook = _is_notebook(path, data)
        is_trace = data.startswith(_TRACE_BEGINS) and not as_notebook
        kind = "trace" if is_trace or as_notebook else "source"
        if size > getattr(self.limits, kind):
            raise exceeded(kind, size, getattr(self.limits, kind))
        trace = self._read_back(path, data) if is_trace else self._run(path, data, as_notebook)
        self.console.source = trace.source
        return self.moment(trace) if self.moment else trace

    def _given(self) -> tuple[bytes, int]:
        data = os.fsencode(self.code)
        return data, len(data)

    def _read(self, path: str) -> tuple[bytes, int]:
        """The beginning of a file, as much as any limit allows, and the size of all of it."""
        most = max(self.limits.source, self.limits.trace) + 1
        try:
            if path == STDIN:
                return _start(self._stdin(), most)
            with open(path, "rb") as file:  # noqa: PTH123  # pathlib takes 4 ms to import
                return _start(file, most)
        except FileNotFoundError:
            raise _missing(path) from None
        except OSError as error:
            raise FileError(f"cannot read '{path}': {reason(error)}") from None

    def _stdin(self) -> BinaryIO:
        if sys.stdin is None or sys.stdin.closed:
            raise FileError("cannot read stdin: it is closed")
        if is_terminal(sys.stdin):
            self.console.tell("reading the program from the terminal; Ctrl-D ends it")
        return sys.stdin.buffer

    def _run(self, path: str, data: bytes, as_notebook: bool) -> Trace:
        source = _source(path, data, as_notebook)
        self.console.source = source
        if not source.text.strip():
            raise SourceError(f"{_called(path)} is empty", help="write a PyTorch program into it")
        from gradviz.cli.progress import progress  # noqa: PLC0415
        from gradviz.cli.watchdog import watchdog  # noqa: PLC0415
        from gradviz.language.interpreter import KEEP, Settings, interpret  # noqa: PLC0415

        keep = KEEP[self.keep] if self.keep in KEEP else int(self.keep)
        settings = Settings(self.limits, self.max_values, self.backward, self.seed, keep)
        with watchdog(self.limits, self.console), progress(self.console) as watch:
            trace = interpret(source, settings, watch)
        for note in trace.notes:
            self.console.tell(f"note: {note}")
        return trace

    def _read_back(self, path: str, data: bytes) -> Trace:
        if self.backward:
            raise UsageError(f"--backward needs a program, and {_called(path)} is a trace")
        try:
            return decode(data)
        except ValueError as error:
            raise FileError(f"cannot read {_called(path)}: {error}") from None


def _is_notebook(path: str, data: bytes) -> bool:
    if not (path.endswith(".ipynb") or data.startswith(_TRACE_BEGINS)):
        return False  # a program is not even looked at
    from gradviz.language.notebook import is_notebook  # noqa: PLC0415

    return is_notebook(path, data)


def _source(path: str, data: bytes, as_notebook: bool) -> Source:
    if not as_notebook:
        return Source(_shown(path), _decoded(path, data))
    from gradviz.language.notebook import from_notebook  # noqa: PLC0415

    return from_notebook(_shown(path), data)


def _start(file: BinaryIO, most: int) -> tuple[bytes, int]:
    data = file.read(most)
    return data, max(len(data), os.fstat(file.fileno()).st_size)


def _decoded(path: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
        line = data.count(b"\n", 0, at) + 1
        utf16 = data.startswith(_UTF16_MARKS)
        raise FileError(
            f"{_called(path)} is not UTF-8: byte 0x{data[at]:02x} at offset {at} (line {line})",
            help=f"save it as UTF-8{', not UTF-16' if utf16 else ''}",
        ) from None


def _missing(path: str) -> FileError:
    """Names the file of the same folder and kind that was probably meant."""
    from pathlib import Path  # noqa: PLC0415

    from gradviz.cli.app import COMMANDS  # noqa: PLC0415
    from gradviz.language.nearest import nearest  # noqa: PLC0415

    hint = ""
    if path in COMMANDS:
        hint = f"a command comes first: gradviz {path} FILE"
    else:
        asked = Path(path)
        with suppress(OSError):
            stems = [e.stem for e in asked.parent.iterdir() if e.suffix == asked.suffix]
            meant = nearest(asked.stem, stems)
            hint = f"did you mean '{asked.with_stem(meant)}'?" if meant else ""
    return FileError(f"no such file: '{path}'", help=hint)


def _called(path: str) -> str:
    return {STDIN: "stdin", CODE: "the code of -e"}.get(path, f"'{path}'")


def _shown(path: str) -> str:
    """The path as text: the bytes of a name need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
