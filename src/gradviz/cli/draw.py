"""`gradviz draw`: the picture."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from gradviz.cli.console import Console, is_terminal
from gradviz.cli.failure import ended
from gradviz.cli.inputs import CODE, STDIN, Inputs
from gradviz.cli.options import (
    Command,
    console_options,
    fold_options,
    input_options,
    moment_options,
    output_option,
)
from gradviz.cli.outputs import STDOUT, deliver
from gradviz.errors import UsageError
from gradviz.renderers import FORMATS, render
from gradviz.renderers.theme import THEMES

DEFAULT_FORMAT = "svg"
DEFAULT_STEM = "graph"
"""Names the picture of a program that is in no file."""

AUTO = "auto"


def _for_files(ctx: click.Context, param: click.Parameter, theme: str) -> str:
    return "light" if theme == AUTO else theme


@click.command(cls=Command)
@input_options(many=False)
@moment_options
@fold_options
@output_option
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    help="The format; otherwise the suffix of the output says it.",
)
@click.option(
    "--theme",
    type=click.Choice([AUTO, *THEMES]),
    default=AUTO,
    show_default=True,
    envvar="GRADVIZ_THEME",
    callback=_for_files,
    help="Colours of the picture; auto is light.",
)
@click.option(
    "--direction",
    type=click.Choice(["TB", "LR"]),
    default="TB",
    show_default=True,
    help="Top to bottom, or left to right.",
)
@console_options
@click.pass_obj
def draw(
    console: Console,
    /,
    inputs: Inputs,
    output: str | None,
    format_name: str | None,
    **look: object,
) -> int:
    """Draw the graph of a program, with values and gradients.

    Without -o the picture goes, as SVG, into a pipe, or on a terminal into a file beside the
    program.
    """
    (path,) = inputs.paths
    name = format_name or _format_of(output)
    target = output or _place(path, name)
    if FORMATS[name].binary and target == STDOUT and is_terminal(sys.stdout):
        raise UsageError(
            f"{name.upper()} is not for a terminal", help=f"-o {DEFAULT_STEM}{_suffix(name)}"
        )
    trace = inputs.trace(path)
    options = {**look, "width": console.width(None), "ascii": console.ascii}
    known = {key: value for key, value in options.items() if key in FORMATS[name].options}
    deliver(console, target, render(trace, name, **known), inputs.paths)
    return ended(console, trace)


def _format_of(output: str | None) -> str:
    """The format that an output's suffix stands for; raises UsageError where it stands for none."""
    if output is None or output == STDOUT:
        return DEFAULT_FORMAT
    suffixes = _formats_by_suffix()
    suffix = Path(output).suffix.lower()
    if suffix not in suffixes:
        raise UsageError(
            f"cannot tell the format from '{output}'",
            help=f"use {' '.join(suffixes)}, or -f FORMAT",
        )
    return suffixes[suffix]


def _formats_by_suffix() -> Mapping[str, str]:
    return {suffix: name for name, form in FORMATS.items() for suffix in form.suffixes}


def _suffix(name: str) -> str:
    return FORMATS[name].suffixes[0]


def _place(path: str, name: str) -> str:
    """Where a picture goes that nobody gave a place: stdout, but for a terminal."""
    if not is_terminal(sys.stdout):
        return STDOUT
    if path in (STDIN, CODE):
        return DEFAULT_STEM + _suffix(name)
    return str(Path(path).with_suffix(_suffix(name)))
