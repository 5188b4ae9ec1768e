"""`gradviz ops`: the op table, for people and as data."""

from __future__ import annotations

import sys

import click

from gradviz.cli.console import Console
from gradviz.cli.options import Command, console_options, output_option
from gradviz.cli.outputs import deliver


@click.command(cls=Command)
@click.argument("name", required=False)
@click.option(
    "-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text",
    show_default=True, help="Text for people, or JSON.",
)  # fmt: skip
@output_option
@console_options
@click.pass_obj
def ops(console: Console, /, name: str | None, format_name: str, output: str | None) -> int:
    """List the ops that gradviz knows, or tell all about one: its spellings and its rule."""
    from gradviz.cli.op_records import encoded, listed, op_records, told  # noqa: PLC0415
    from gradviz.renderers.styles import plain  # noqa: PLC0415

    records = op_records(name)
    if format_name == "json":
        deliver(console, output, encoded(records))
        return 0
    lines = list(told(records) if name else listed(records, console.width(sys.stdout)))
    if output is None:
        console.print(lines)
    else:
        deliver(console, output, plain(lines))
    return 0
