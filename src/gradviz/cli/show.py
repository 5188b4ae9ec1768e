"""`gradviz show`, or `gradviz FILE`: the table."""

from __future__ import annotations

import sys

import click

from gradviz.cli.console import Console
from gradviz.cli.failure import ended, report
from gradviz.cli.inputs import Inputs
from gradviz.cli.options import Command, console_options, input_options
from gradviz.errors import GradvizError


@click.command(cls=Command)
@input_options(many=True)
@click.option("-a", "--all", "show_all", is_flag=True, help="Show every tensor, unnamed ones too.")
@click.option("--only", metavar="GLOB", help="Show only the tensors with such names, e.g. 'W*'.")
@console_options
@click.pass_obj
def show(console: Console, inputs: Inputs, show_all: bool, only: str | None) -> int:
    """Show the tensors of a program: values, status and gradients, with the graph."""
    code = 0
    for position, path in enumerate(inputs.paths):
        if position:
            console.print([[]])
        try:
            failed = _show(console, inputs, path, show_all, only)
        except GradvizError as error:
            failed = report(console, error)
        code = code or failed
    return code


def _show(console: Console, inputs: Inputs, path: str, show_all: bool, only: str | None) -> int:
    from gradviz.renderers.table import table  # noqa: PLC0415

    trace = inputs.trace(path)
    lines = table(
        trace,
        width=console.width(sys.stdout),
        ascii=console.needs_ascii(sys.stdout),
        all=show_all,
        only=only,
    )
    console.print(lines)
    return ended(console, trace)
