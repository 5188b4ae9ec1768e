"""`gradviz json`: the Trace as data."""

from __future__ import annotations

import click

from gradviz.cli.console import Console
from gradviz.cli.failure import ended
from gradviz.cli.inputs import Inputs
from gradviz.cli.options import (
    Command,
    console_options,
    input_options,
    moment_options,
    output_option,
)
from gradviz.cli.outputs import deliver
from gradviz.renderers import render


@click.command(cls=Command)
@input_options(many=False)
@moment_options
@output_option
@console_options
@click.pass_obj
def json(console: Console, inputs: Inputs, output: str | None) -> int:
    """Write the trace of a program as JSON, as 'gradviz schema' describes it."""
    (path,) = inputs.paths
    trace = inputs.trace(path)
    deliver(console, output, render(trace, "json"), inputs.paths)
    return ended(console, trace)
