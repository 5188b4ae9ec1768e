"""The group of commands: which there are, what is meant without one, how the whole thing ends.

Importing this must import nothing but click, so that `gradviz --help` is there at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from gradviz.cli.console import Console, is_terminal

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS = {
    "show": "The table of its tensors, drawn with the graph (the default).",
    "draw": "A picture of the graph: SVG, PNG, PDF or DOT.",
    "json": "The trace as JSON, for jq and for 'gradviz draw -'.",
    "schema": "The JSON Schema of that JSON.",
    "ops": "The ops it knows, with their vector-Jacobian products.",
}
"""The commands and what they are for. `NAME` is the function `NAME` of `gradviz.cli.NAME`."""

DEFAULT = "show"

EXAMPLES = (
    ("gradviz abFG.py", "the table of its tensors, with the graph"),
    ("gradviz draw abFG.py -o abFG.png", "the picture of its graph"),
    ("gradviz json abFG.py | jq .variables", "everything, as data"),
    ("gradviz -e 'x = tensor(3., requires_grad=True); y = x**2; y.backward()'", ""),
)

_EXAMPLE_LINES = [f"  {line:<38}{what}".rstrip() for line, what in EXAMPLES]

SHORT_HELP = "\n".join(
    ["Usage: gradviz [COMMAND] FILE...", "", *_EXAMPLE_LINES, "", "'gradviz --help' says more."]
)
"""What `gradviz` alone says on a terminal."""

ENDING = (
    "'gradviz COMMAND --help' says what a command takes; 'gradviz --help' is this page, and"
    " 'gradviz FILE' takes the options of 'show'. FILE may be - for stdin, -e CODE in its place,"
    " or the JSON that 'gradviz json' wrote."
)

COMPLETE = "_GRADVIZ_COMPLETE"
"""The environment variable by which a shell asks for completions, as click has it."""


class App(click.Group):
    """The command line: a group that imports a command when it is called."""

    def run(self, args: Sequence[str]) -> int:
        """Runs the command line `args`; whatever happens, the result is an exit code."""
        console = Console()
        try:
            if COMPLETE in os.environ:
                return self._complete(os.environ[COMPLETE])
            with self.make_context("gradviz", list(args), obj=console) as context:
                return int(self.invoke(context) or 0)
        except click.exceptions.Exit as end:
            return end.exit_code
        except BaseException as error:
            from gradviz.cli.failure import report  # noqa: PLC0415

            return report(console, error)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, **_: object
    ) -> NoReturn:
        """As click has it: runs `args` and exits."""
        sys.exit(self.run(sys.argv[1:] if args is None else args))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Puts the default command in where none is named."""
        if not args and ctx.resilient_parsing:  # a shell completes the first word
            return super().parse_args(ctx, args)
        if not args:
            if is_terminal(sys.stdin):
                click.echo(SHORT_HELP, err=True)
                ctx.exit(2)
            args = [DEFAULT]
        elif args[0] not in COMMANDS and args[0] not in self._own_options(ctx):
            if _mistyped(args[0]) and not ctx.resilient_parsing:
                from gradviz.cli.failure import no_such_command  # noqa: PLC0415

                raise no_such_command(args[0], COMMANDS)
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)

    def _own_options(self, ctx: click.Context) -> set[str]:
        return {name for param in self.get_params(ctx) for name in param.opts}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which help names them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"gradviz.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Completes a first word: a command, or a file."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415

        return [*super().shell_complete(ctx, incomplete), CompletionItem(incomplete, type="file")]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line, then examples, then what there is."""
        formatter.write_text(
            "gradviz reads a PyTorch program and shows what autograd does with it, without PyTorch."
        )
        with formatter.section("Examples"):
            formatter.write("\n".join(_EXAMPLE_LINES) + "\n")
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
        self.format_options(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text(ENDING)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of the group itself, without its commands."""
        click.Command.format_options(self, ctx, formatter)

    def _complete(self, instruction: str) -> int:
        from click.shell_completion import shell_complete  # noqa: PLC0415

        return shell_complete(self, {}, "gradviz", COMPLETE, instruction)


def _mistyped(word: str) -> bool:
    """Whether a first argument can only have been meant as a command."""
    return not word.startswith("-") and "." not in word and not os.path.lexists(word)


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value:
        return
    from importlib.metadata import version  # noqa: PLC0415

    click.echo(f"gradviz {version('gradviz')}")
    ctx.exit()


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
    help="Print the version and exit.",
)  # fmt: skip
def app() -> None:
    """Runs one command."""
