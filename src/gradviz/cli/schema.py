"""`gradviz schema`: what the JSON of `gradviz json` looks like."""

from __future__ import annotations

import click
import msgspec

from gradviz.cli.console import Console
from gradviz.cli.options import Command, console_options, output_option
from gradviz.cli.outputs import deliver
from gradviz.trace import json_schema


@click.command(cls=Command)
@output_option
@console_options
@click.pass_obj
def schema(console: Console, output: str | None) -> int:
    """Write the JSON Schema of traces."""
    text = msgspec.json.format(msgspec.json.encode(json_schema()), indent=2)
    deliver(console, output, text + b"\n")
    return 0
