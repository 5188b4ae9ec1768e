"""Trace -> PNG and PDF."""

from __future__ import annotations

import re
from typing import Unpack

from gradviz.renderers.dot import Direction, source
from gradviz.renderers.folds import Folds
from gradviz.renderers.layout import lay_out
from gradviz.renderers.scene import scene
from gradviz.renderers.theme import THEMES
from gradviz.trace import Trace

_SIZE = {"dpi": "192", "size": "48,48"}
"""Twice the pixels of a screen, and at most 9,216 to a side: what is larger is scaled down."""

_DATE = re.compile(rb"(/CreationDate \(D:)[0-9]{14}")
"""When it was drawn, which would make each file another; older cairos do not know
SOURCE_DATE_EPOCH."""


def png(
    trace: Trace, *, theme: str = "light", direction: Direction = "TB", **folds: Unpack[Folds]
) -> bytes:
    """The picture as PNG; raises RendererError where Graphviz is missing or fails."""
    return lay_out(source(scene(trace, **folds), THEMES[theme], direction, _SIZE), "png")


def pdf(
    trace: Trace, *, theme: str = "light", direction: Direction = "TB", **folds: Unpack[Folds]
) -> bytes:
    """The picture as PDF of one page; raises RendererError where Graphviz is missing or fails."""
    page = lay_out(source(scene(trace, **folds), THEMES[theme], direction), "pdf")
    return _DATE.sub(rb"\g<1>19700101000000", page)
