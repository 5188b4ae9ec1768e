"""The colours of the pictures: one table for each theme, which looks like what it draws.

The hues are told apart by people who cannot see red or green (they are Okabe and Ito's, darkened
until text can be read on them), and everything that has a colour of its own also has a shape of its
own: a picture loses nothing in grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal["leaf", "result", "data", "cut", "fold", "error"]
"""What a card stands for: a leaf that requires grad; what an op made of it; a tensor that was given
and does not require grad; one that was computed without autograd; a folded turn or call; the error
that ended it all."""


class Box(NamedTuple):
    """How a card is drawn: colours as "#rrggbb", the width of its line in points."""

    line: str
    fill: str
    width: float
    rounded: bool = False
    dashed: bool = False


class Theme(NamedTuple):
    """The colours of a picture, each "#rrggbb"."""

    page: str
    ink: str
    faint: str
    """Text that comes second, and lines that carry no gradient."""
    gradient: str
    """Everything that flows backward."""
    kept: str
    """The ground of a `.grad` that is there."""
    warning: str
    """The ground of a warning."""
    boxes: Mapping[Kind, Box]


THEMES = {
    "light": Theme(
        page="#FFFFFF", ink="#1B1F24", faint="#5B6470",
        gradient="#B34700", kept="#FBE5D6", warning="#FFF1B8",
        boxes={
            "leaf":   Box("#00694B", "#E3F4EC", 2.8),
            "result": Box("#0A5A92", "#EAF3FB", 1.2, rounded=True),
            "data":   Box("#7A828C", "#F5F6F8", 1.0),
            "cut":    Box("#7A828C", "#FFFFFF", 1.3, dashed=True),
            "fold":   Box("#0A5A92", "#FFFFFF", 1.3, rounded=True, dashed=True),
            "error":  Box("#B3261E", "#FDECEA", 1.6),
        },
    ),
    "dark": Theme(
        page="#14171B", ink="#E9EDF1", faint="#A3ADB8",
        gradient="#FF9F5E", kept="#4A2A17", warning="#4B3F10",
        boxes={
            "leaf":   Box("#4BD3A5", "#14352C", 2.8),
            "result": Box("#7CC4FF", "#14293F", 1.2, rounded=True),
            "data":   Box("#8B95A1", "#1E2329", 1.0),
            "cut":    Box("#8B95A1", "#14171B", 1.3, dashed=True),
            "fold":   Box("#7CC4FF", "#14171B", 1.3, rounded=True, dashed=True),
            "error":  Box("#FF8A80", "#3D1A1A", 1.6),
        },
    ),
    "mono": Theme(
        page="#FFFFFF", ink="#000000", faint="#444444",
        gradient="#000000", kept="#E2E2E2", warning="#F0F0F0",
        boxes={
            "leaf":   Box("#000000", "#FFFFFF", 2.8),
            "result": Box("#000000", "#FFFFFF", 1.2, rounded=True),
            "data":   Box("#666666", "#FFFFFF", 0.8),
            "cut":    Box("#666666", "#FFFFFF", 1.2, dashed=True),
            "fold":   Box("#000000", "#FFFFFF", 1.2, rounded=True, dashed=True),
            "error":  Box("#000000", "#E2E2E2", 2.0),
        },
    ),
}  # fmt: skip
"""light for documents, dark for dark pages and slides, mono for paper."""
