"""Everything that gradviz can refuse to do, and why.

    GradvizError                exit code
    ├── UsageError              2    the command line is wrong
    ├── SourceError             3    the file is not in the language
    ├── ProgramError            4    the program raises, as it would in PyTorch
    ├── LimitError              5    the program wants more than it may spend
    ├── FileError               6    a file cannot be read or written
    └── RendererError           7    a renderer is missing or failed

Each says what, where, why and what to do; `gradviz.cli.screen` turns them into text.
"""

from __future__ import annotations

from typing import ClassVar

from gradviz.trace import Span


class GradvizError(Exception):
    """Base of all errors of gradviz.

    `message` is one line without a full stop; `help` says what to do; `note` says why; `label`
    stands beside the caret under `span`; `code` ("GV012") is stable and documented.
    """

    exit_code: ClassVar[int] = 70

    def __init__(
        self,
        message: str,
        *,
        span: Span | None = None,
        label: str = "",
        help: str = "",
        note: str = "",
        code: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.label = label
        self.help = help
        self.note = note
        self.code = code


class UsageError(GradvizError):
    """The command line is wrong: no such command, format, tensor name."""

    exit_code = 2


class SourceError(GradvizError):
    """The text is not in the language: a syntax error, a construct or a name it does not have."""

    exit_code = 3


class ProgramError(GradvizError):
    """The program raises. `type` is Python's name of the exception, `message` PyTorch's text."""

    exit_code = 4

    def __init__(self, type: str, message: str, *, span: Span | None = None, label: str = "",
                 help: str = "", note: str = "", code: str = "") -> None:  # fmt: skip
        super().__init__(message, span=span, label=label, help=help, note=note, code=code)
        self.type = type


class LimitError(GradvizError):
    """A limit of `gradviz.limits` would be passed; the help names the flag that raises it."""

    exit_code = 5


class FileError(GradvizError):
    """A file cannot be read, decoded or written."""

    exit_code = 6


class RendererError(GradvizError):
    """A picture cannot be made: Graphviz is missing, failed, or took too long."""

    exit_code = 7
