"""The signs that a table is drawn with, and how any text becomes what may stand in it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gradviz.renderers.rail import ASCII, LINES, Strokes
from gradviz.renderers.text import visible


class Look(msgspec.Struct, frozen=True):
    """Signs for the kinds of nodes, what is folded, the states of a gradient, "no", "and more"."""

    leaf: str
    data: str
    result: str
    folded: str
    kept: str
    passed: str
    none: str
    no: str
    more: str
    strokes: Strokes
    say: Callable[[str], str]
    """Makes any text fit for the table."""


def _ascii(text: str) -> str:
    """The text in ASCII alone: our own signs as their likes, all others as `\\u03b8`."""
    likes = visible(text).replace("×", "x").replace("…", "...")
    return likes.encode("ascii", "backslashreplace").decode("ascii")


SIGNS = Look(
    leaf="■", data="□", result="●", folded="◆",
    kept="●", passed="◐", none="○",
    no="·", more="…", strokes=LINES, say=visible,
)  # fmt: skip
WORDS = Look(
    leaf="#", data="%", result="*", folded="@",
    kept="*", passed="o", none=".",
    no="no", more="...", strokes=ASCII, say=_ascii,
)  # fmt: skip
