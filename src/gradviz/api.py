"""The Python interface: `gradviz.run` and `gradviz.render`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from gradviz.errors import FileError, RendererError
from gradviz.language.interpreter import KEEP, Settings, interpret
from gradviz.language.notebook import SUFFIX, from_notebook
from gradviz.limits import Limits
from gradviz.renderers import render
from gradviz.trace import Source, Trace

__all__ = ["render", "run"]


def run(
    source: str | os.PathLike[str],
    *,
    limits: Limits | None = None,
    max_values: int = 1000,
    backward: str | tuple[str, ...] = (),
    seed: int | None = None,
    keep: int | Literal["auto", "last", "all"] = "auto",
) -> Trace:
    """Runs a program, given as a path or as its text, and returns its Trace.

    A string is text if it has a line break, a space or a "=" and names no file; a path that ends in
    .ipynb is read as a notebook. `seed` is that of a program which sets none. `keep` says how many
    of its steps of training the Trace has, the last ones; those before are folded ("auto": only
    where the program comes near its limits). A program that
    raises gives its Trace up to that moment, with `trace.error` set. Raises
    `gradviz.errors.SourceError` where the text is not in the language, `LimitError` where it wants
    more than `limits` allow, `FileError` where the file cannot be read.
    """
    settings = Settings(
        limits=limits or Limits(),
        max_values=max_values,
        backward=(backward,) if isinstance(backward, str) else tuple(backward),
        seed=seed,
        keep=KEEP[keep] if isinstance(keep, str) else keep,
    )
    return interpret(_source(source), settings)


def _source(source: str | os.PathLike[str]) -> Source:
    if isinstance(source, str) and _is_text(source):
        return Source("<string>", source)
    path = Path(source)
    try:
        if path.suffix == SUFFIX:
            return from_notebook(os.fspath(source), path.read_bytes())
        return Source(os.fspath(source), path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise FileError(f"cannot read '{path}': {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise FileError(f"cannot read '{path}': it is not UTF-8 (byte {error.start})") from None


def _is_text(source: str) -> bool:
    if "\n" in source:
        return True
    return any(mark in source for mark in " =(") and not Path(source).exists()


def _picture(trace: Trace) -> str | None:
    """The graph as SVG; None, so that a notebook shows the repr, where Graphviz is missing."""
    try:
        drawn = render(trace, "svg")
    except RendererError:
        return None
    assert isinstance(drawn, str)
    return drawn


Trace.picture = staticmethod(_picture)
