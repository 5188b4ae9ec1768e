"""How the command line fails: every exception becomes a screen and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from gradviz.cli.console import Console, reason
from gradviz.errors import FileError, GradvizError, LimitError, ProgramError, UsageError
from gradviz.language.nearest import nearest
from gradviz.trace import Trace

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
    from gradviz.cli.screen import screen  # noqa: PLC0415

    known = _known(error)
    lines = screen(
        known, console.source, console.width(sys.stderr), console.needs_ascii(sys.stderr)
    )
    console.complain(lines)
    return known.exit_code


def ended(console: Console, trace: Trace) -> int:
    """The exit code of a program that has run; the error that ended it is shown."""
    error = trace.error
    if error is None:
        return 0
    return report(
        console,
        ProgramError(
            error.type,
            error.message,
            span=error.span,
            label=error.label,
            help=error.help,
            code=error.code,
        ),
    )


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
        case OSError():
            return FileError(f"the system refused: {reason(error)}")
    return GradvizError(
        f"this is a bug in gradviz ({type(error).__name__})",
        help="please report it, with the program and what --debug prints",
    )


def _usage(error: click.ClickException) -> UsageError:
    """click's complaint in our words' form: a lower-case line, then what to do."""
    if isinstance(error, click.NoSuchOption):
        message, hint = f"no such option '{error.option_name}'", _instead(error)
    else:
        message, hint = error.format_message(), ""
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = context.command_path if context else "gradviz"
    return UsageError(
        message[:1].lower() + message[1:].rstrip("."),
        help=hint or f"'{path} --help' says what it takes",
    )


def _instead(error: click.NoSuchOption) -> str:
    """The option that was meant, or the command that has such a one."""
    if error.possibilities:
        return f"did you mean {error.possibilities[0]}?"
    group = error.ctx.find_root().command if error.ctx else None
    if isinstance(group, click.Group) and error.ctx:
        for name in group.list_commands(error.ctx):
            command = group.get_command(error.ctx, name)
            if command and any(error.option_name in param.opts for param in command.params):
                return f"'gradviz {name}' takes {error.option_name}"
    return ""


def _print_traceback(error: BaseException) -> None:
    import traceback  # noqa: PLC0415

    traceback.print_exception(error)
