"""Options that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, cast

import click
import msgspec

from gradviz.cli.console import Console
from gradviz.errors import UsageError
from gradviz.limits import LIMIT_NAMES, UNITS, Limits

if TYPE_CHECKING:
    from gradviz.cli.inputs import Inputs
    from gradviz.trace import Trace

Function = Callable[..., int]
"""The function of a command: takes its options, returns the exit code."""

_DEFAULTS = Limits()
_MOST_PASSES = 10**9  # counted from the end


def number(least: float) -> Callable[[str], float]:
    """Reads a number of the type of `least` that is not below it; "nan" is none."""

    def convert(text: str) -> float:
        try:
            value = type(least)(text)
        except ValueError:
            kind = "whole number" if isinstance(least, int) else "number"
            raise click.BadParameter(f"'{text}' is not a {kind}") from None
        if not value >= least:
            raise click.BadParameter(f"{text} is less than {least}")
        return value

    return convert


def steps(text: str) -> str:
    """Reads how many steps to keep: one of three words, or a number from 1."""
    if text not in ("auto", "last", "all"):
        number(1)(text)
    return text


class LimitOption(click.Option):
    """Raises a limit; help lists these apart from the others."""


class Command(click.Command):
    """A command whose help lists its limits apart, and whose errors know whose they are."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click has it; an error names this command, not the group."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the options, then the limits."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        limits = [option for option in options if isinstance(option, LimitOption)]
        others = [option for option in options if option not in limits]
        for title, section in (("Options", others), ("Limits of what a program may use", limits)):
            if section:
                with formatter.section(title):
                    formatter.write_dl([o.get_help_record(ctx) or ("", "") for o in section])


def console_options(function: Function) -> Function:
    """Adds what concerns the terminal; the values go to the Console, not to the function."""
    for option in reversed(_CONSOLE_OPTIONS):
        function = option(function)
    return function


def _onto_console(ctx: click.Context, param: click.Parameter, value: object) -> None:
    console = ctx.ensure_object(Console)
    assert param.name is not None
    setattr(console, param.name, value)


_CONSOLE_OPTIONS = (
    click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto",
        expose_value=False, is_eager=True, callback=_onto_console, show_default=True,
        help="Colour; auto asks the terminal, NO_COLOR and FORCE_COLOR.",
    ),
    click.option(
        "--width", "columns", type=number(20), metavar="N",
        expose_value=False, is_eager=True, callback=_onto_console,
        help="Columns of text; otherwise those of the terminal.",
    ),
    click.option(
        "--ascii", is_flag=True, expose_value=False, is_eager=True, callback=_onto_console,
        help="Draw with ASCII alone.",
    ),
    click.option(
        "-q", "--quiet", is_flag=True, expose_value=False, is_eager=True, callback=_onto_console,
        help="Say nothing but errors on stderr.",
    ),
    click.option(
        "--debug", is_flag=True, expose_value=False, is_eager=True, callback=_onto_console,
        help="Show the Python traceback of an error.",
    ),
)  # fmt: skip


def output_option(function: Function) -> Function:
    """Adds `-o`, the file to write."""
    return click.option(
        "-o", "--output", type=click.Path(readable=False, allow_dash=True), metavar="FILE",
        help="Write to FILE; - is stdout.",
    )(function)  # fmt: skip


def input_options(many: bool) -> Callable[[Function], Function]:
    """Adds FILE, `-e` and how programs are run; the function gets them as `inputs: Inputs`.

    `many`: whether there may be several files.
    """

    def decorate(function: Function) -> Function:
        @wraps(function)
        def command(
            files: tuple[str, ...],
            code: tuple[str, ...],
            backward: tuple[str, ...],
            max_values: int,
            seed: int | None,
            keep: str,
            **others: object,
        ) -> int:
            from gradviz.cli.inputs import Inputs, named_paths  # noqa: PLC0415

            inputs = Inputs(
                console=click.get_current_context().ensure_object(Console),
                paths=named_paths(files, code, many),
                code="\n".join(code),
                backward=backward,
                max_values=max_values,
                seed=seed,
                keep=keep,
                limits=_taken(others),
            )
            return function(inputs=inputs, **others)

        decorated: Function = command
        for option in reversed(_INPUT_OPTIONS + _LIMIT_OPTIONS):
            decorated = option(decorated)
        return click.argument(
            "files", nargs=-1, type=click.Path(readable=False, allow_dash=True),
            metavar="FILE..." if many else "FILE",
        )(decorated)  # fmt: skip

    return decorate


def fold_options(function: Function) -> Function:
    """Adds what is said of folding, as `gradviz.renderers.folds.Folds` has it."""
    for option in reversed(_FOLD_OPTIONS):
        function = option(function)
    return function


_FOLD_OPTIONS = (
    click.option(
        "-a", "--all", is_flag=True, help="Show every tensor, unnamed ones too; fold nothing."
    ),
    click.option(
        "--fold", multiple=True, metavar="LABEL",
        help="Show a turn of a loop or a call as one, e.g. 'step=3', 'step=*', 'f()'.",
    ),
    click.option(
        "--unfold", multiple=True, metavar="LABEL",
        help="Show all of a turn or a call that would be left out or folded.",
    ),
)  # fmt: skip


def moment_options(function: Function) -> Function:
    """Adds `--at` and `--pass`: `inputs`, from `input_options` above it, give that moment."""

    @wraps(function)
    def command(*, inputs: Inputs, line: int | None, nth: int | None, **others: object) -> int:
        if line is not None and nth is not None:
            raise UsageError("--at and --pass name two moments", help="choose one of them")
        if line is not None:
            inputs = msgspec.structs.replace(inputs, moment=partial(_at_line, line))
        elif nth is not None:
            inputs = msgspec.structs.replace(inputs, moment=partial(_at_pass, nth))
        return function(inputs=inputs, **others)

    decorated: Function = command
    for option in reversed(_MOMENT_OPTIONS):
        decorated = option(decorated)
    return decorated


def _at_line(line: int, trace: Trace) -> Trace:
    from gradviz.moments import at_line  # noqa: PLC0415

    return at_line(trace, line)


def _at_pass(nth: int, trace: Trace) -> Trace:
    from gradviz.moments import at_pass  # noqa: PLC0415

    return at_pass(trace, nth)


_MOMENT_OPTIONS = (
    click.option(
        "--at", "line", type=number(1), metavar="LINE",
        help="Stop after the last time that LINE ran.",
    ),
    click.option(
        "--pass", "nth", type=number(-_MOST_PASSES), metavar="N",
        help="Stop after the Nth backward pass; -1 is the last.",
    ),
)  # fmt: skip


def _taken(options: dict[str, object]) -> Limits:
    """The limits, taken out of a command's options."""
    chosen = {name: cast("float", options.pop(f"max_{name}")) for name in LIMIT_NAMES}
    return _DEFAULTS.raised(**chosen)


_INPUT_OPTIONS = (
    click.option(
        "-e", "code", multiple=True, metavar="CODE",
        help="Take the program from the command line: lines, or one -e for each.",
    ),
    click.option(
        "--backward", multiple=True, metavar="NAME[=GRAD]",
        help="At the end of the program, run backward from NAME.",
    ),
    click.option(
        "--seed", type=number(0), metavar="N",
        help="Draw random numbers with this seed where the program sets none.",
    ),
    click.option(
        "--keep", type=steps, default="auto", show_default=True, metavar="auto|last|all|N",
        help="Keep the last N steps of training, and fold those before; auto folds where it must.",
    ),
    click.option(
        "--max-values", type=number(0), default=1000, show_default=True, metavar="N",
        help="Summarise tensors of more elements.",
    ),
)  # fmt: skip


def _limit_option(name: str) -> Callable[[Function], Function]:
    default: int | float = getattr(_DEFAULTS, name)
    return click.option(
        f"--max-{name}", cls=LimitOption, type=number(1 if isinstance(default, int) else 0.001),
        default=default, metavar="N", help=f"{UNITS[name]}  [{default:,.0f}]",
    )  # fmt: skip


_LIMIT_OPTIONS = tuple(map(_limit_option, LIMIT_NAMES))
