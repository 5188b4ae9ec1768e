"""How the command line fails: every exception becomes a screen and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from gradviz.cli.console import Console
from gradviz.cli.screen import screen
from gradviz.errors import GradvizError, LimitError, UsageError

INTERRUPTED = 130
BUG = 70


def report(console: Console, error: BaseException) -> int:
    """Shows the error on stderr and returns the exit code it means."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        return 0
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else BUG
    if console.debug:
        _print_traceback(error)
    known = _known(error)
    ascii_only = console.needs_ascii(sys.stderr)
    console.complain(screen(known, console.source, console.width(), ascii_only))
    return known.exit_code


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a mistyped one was probably meant to be."""
    from difflib import get_close_matches  # noqa: PLC0415

    matches = get_close_matches(name, known, n=1)
    return matches[0] if matches else None


def no_such_command(word: str, commands: Iterable[str]) -> UsageError:
    """The error for a first word that is neither a command nor a file."""
    meant = nearest(word, commands)
    return UsageError(
        f"no file and no command named '{word}'",
        help=f"did you mean 'gradviz {meant}'?" if meant else "'gradviz --help' lists the commands",
    )


def _known(error: BaseException) -> GradvizError:
    """The error as one of ours."""
    match error:
        case GradvizError():
            return error
        case click.ClickException():
            return _usage(error)
        case MemoryError():
            return LimitError(
                "there is not enough memory for this",
                help="make the program's tensors smaller, or lower --max-elements",
            )
        case RecursionError():
            return LimitError("the program is nested too deeply", help="split it into statements")
    return GradvizError(
        f"this is a bug in gradviz ({type(error).__name__})",
        help="please report it, with the program and what --debug prints",
    )


def _usage(error: click.ClickException) -> UsageError:
    """click's complaint in our words' form: a lower-case line, then what to do."""
    message = error.message if isinstance(error, click.NoSuchOption) else error.format_message()
    message = message[:1].lower() + message[1:].rstrip(".")
    meant = error.possibilities if isinstance(error, click.NoSuchOption) else None
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "gradviz"
    hint = f"did you mean {meant[0]}?" if meant else f"'{path} --help' says what it takes"
    return UsageError(message, help=hint)


def _print_traceback(error: BaseException) -> None:
    import traceback  # noqa: PLC0415

    traceback.print_exception(error)
