"""The entry of the command `gradviz`: sets the process up, runs the command line, ends it.

Until `main` runs, Ctrl-C is answered by a traceback: so this imports next to nothing.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than all this to run
if TYPE_CHECKING:
    from typing import NoReturn

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""One thread halves numpy's start-up, and sums come out the same on every machine."""


def main() -> NoReturn:
    """Runs `sys.argv` and ends the process with the exit code of `gradviz.errors`."""
    try:
        gc.disable()  # a trace has no cycles to collect: most of the time would go into looking
        for name in _ONE_THREAD:
            os.environ.setdefault(name, "1")
        _open_standard_descriptors()
        from gradviz.cli.app import app  # noqa: PLC0415

        code = app.run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    except BaseException as error:  # an installation that is incomplete, say
        code = 70
        os.write(2, f"error: gradviz cannot run: {type(error).__name__}: {error}\n".encode())
    _leave(code)


def _open_standard_descriptors() -> None:
    """Puts /dev/null where a standard stream is closed, lest a file we open takes its place."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _leave(code: int) -> NoReturn:
    """Ends at once: what the interpreter tears down, the system takes back anyway."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):
        pass  # what could not be written was said, or nobody reads it
    finally:
        os._exit(code)
