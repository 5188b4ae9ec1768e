"""`gradviz show`, or `gradviz FILE`: the table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Unpack

import click

from gradviz.cli.console import Console
from gradviz.cli.failure import ended, report
from gradviz.cli.inputs import Inputs
from gradviz.cli.options import (
    Command,
    console_options,
    fold_options,
    input_options,
    moment_options,
)
from gradviz.errors import GradvizError

if TYPE_CHECKING:
    from gradviz.renderers.rows import Choice
    from gradviz.trace import Trace


@click.command(cls=Command)
@input_options(many=True)
@moment_options
@fold_options
@click.option("--only", metavar="GLOB", help="Show only the tensors with such names, e.g. 'W*'.")
@console_options
@click.pass_obj
def show(console: Console, /, inputs: Inputs, **choice: Unpack[Choice]) -> int:
    """Show the tensors of a program: values, status and gradients, with the graph.

    Several files are shown one after the other; the exit code is that of the first that failed.
    """
    code = 0
    for position, path in enumerate(inputs.paths):
        try:
            trace = inputs.trace(path)
        except GradvizError as error:
            failed = report(console, error)
        else:
            if position:
                console.print([[]])
            _print(console, trace, choice)
            failed = ended(console, trace)
        code = code or failed
    return code


def _print(console: Console, trace: Trace, choice: Choice) -> None:
    from gradviz.renderers.table import table  # noqa: PLC0415

    width, ascii_only = console.width(sys.stdout), console.needs_ascii(sys.stdout)
    console.print(table(trace, width=width, ascii=ascii_only, **choice))
