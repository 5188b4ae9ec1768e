"""From a Trace to text or bytes. A format is a file of its own and an entry in `FORMATS`.

Renderers see a Trace and nothing else; where it came from is no concern of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec

from gradviz.errors import UsageError

if TYPE_CHECKING:
    from gradviz.trace import Trace


class Format(msgspec.Struct, frozen=True):
    """A form that a Trace can be given, and where the function is that does it."""

    suffixes: Sequence[str]
    module: str
    function: str
    binary: bool
    """Whether the function gives bytes, which no terminal should see."""
    options: Sequence[str]
    """The keyword arguments that the function has."""
    help: str


_FOLDS = ("all", "fold", "unfold")
_PICTURE = ("theme", "direction", *_FOLDS)
_TABLE = ("width", "ascii", *_FOLDS, "only")

FORMATS = {
    "table": Format((".txt",), "txt", "txt", False, _TABLE, "the table of tensors, as text"),
    "svg": Format((".svg",), "svg", "svg", False, _PICTURE, "a picture for pages and documents"),
    "png": Format((".png",), "image", "png", True, _PICTURE, "a picture in pixels"),
    "pdf": Format((".pdf",), "image", "pdf", True, _PICTURE, "a picture for print"),
    "dot": Format((".dot", ".gv"), "dot", "dot", False, _PICTURE, "the source for Graphviz"),
    "json": Format((".json",), "json", "json", False, (), "everything, for programs"),
}
"""All formats by their names; the first suffix is the usual one."""


def render(trace: Trace, format: str, **options: object) -> str | bytes:
    """A Trace in a format of `FORMATS`: bytes where it is binary, else text.

    `options` are those of the format. Raises UsageError for a format or an option that does not
    exist, RendererError where a picture cannot be made.
    """
    entry = FORMATS.get(format)
    if entry is None:
        raise UsageError(f"no format '{format}'", help=f"formats: {', '.join(FORMATS)}")
    unknown = [name for name in options if name not in entry.options]
    if unknown:
        known = ", ".join(entry.options) or "none"
        raise UsageError(f"{format} has no option '{unknown[0]}'", help=f"its options: {known}")
    module = import_module(f"gradviz.renderers.{entry.module}")
    function: Callable[..., str | bytes] = getattr(module, entry.function)
    return function(trace, **options)
