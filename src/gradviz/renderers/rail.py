"""The graph rail: the computation graph beside a table, one line for each row, as in `git log`.

    ■      a            a leaf opens a lane
    │ ■    b
    ●─┘    F = a * b    a result joins the lanes of its inputs; both end at their last use
    ●      G = 2 * F

A result takes the lane of its first input that ends there, else the first lane that is free; lanes
that ended are free again, but not right below a tensor that nothing was made from: a sign under a
sign is a result under its input. `┼` is a crossing, `╋` a junction in the middle of a line.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Row(msgspec.Struct, frozen=True):
    """A row of the table: a tensor, the rows that it was made from, and its sign.

    Every lane only passes a row without an id; its sign says with which stroke.
    """

    id: int | None
    inputs: Sequence[int] = ()
    sign: str = ""


class Strokes(msgspec.Struct, frozen=True):
    """What a rail is drawn with."""

    lane: str
    gap: str
    across: str
    crossing: str
    junction: str
    ends: str
    ends_right: str
    left: str
    right: str


LINES = Strokes(
    lane="│", gap="┊", across="─", crossing="┼", junction="╋",
    ends="┴", ends_right="┘", left="├", right="┤",
)  # fmt: skip
ASCII = Strokes(
    lane="|", gap=":", across="-", crossing="|", junction="+",
    ends="'", ends_right="'", left="+", right="+",
)  # fmt: skip

_Lanes = list[int | None]
"""Which tensor each lane carries; None where the lane is free."""


def rail(rows: Sequence[Row], strokes: Strokes = LINES, limit: int = 40) -> list[str] | None:
    """One string for each row; None where the graph is wider than `limit` characters.

    Inputs that have no row before their own are not drawn.
    """
    last = _last_uses(rows)
    lanes: _Lanes = []
    lines = []
    unused = -1  # the lane whose tensor, in the row above, is the last of it
    for position, row in enumerate(rows):
        if row.id is None:
            lines.append(_passing(lanes, row.sign))
            unused = -1
            continue
        joined = sorted({lanes.index(i) for i in row.inputs if i in lanes})
        ending = [lane for lane in joined if last[lanes[lane]] == position]
        home = ending[0] if ending else _free(lanes, unused)
        for lane in ending:
            lanes[lane] = None
        lanes[home] = row.id
        lines.append(_line(row.sign, home, joined, lanes, strokes))
        if len(lines[-1]) > limit:
            return None
        unused = home if last[row.id] == position else -1
        if unused == home:
            lanes[home] = None
        while lanes and lanes[-1] is None:
            lanes.pop()
    return lines


def _last_uses(rows: Sequence[Row]) -> dict[int | None, int]:
    """For each tensor the position of the last row that needs its lane."""
    last: dict[int | None, int] = {}
    for position, row in enumerate(rows):
        last.update((i, position) for i in row.inputs if i in last)
        if row.id is not None:
            last[row.id] = position
    return last


def _free(lanes: _Lanes, unused: int) -> int:
    """The first lane that is free, but not `unused`; a new one where there is none."""
    free = (lane for lane, tensor in enumerate(lanes) if tensor is None and lane != unused)
    lane = next(free, len(lanes) + (unused == len(lanes)))
    lanes += [None] * (lane + 1 - len(lanes))
    return lane


def _line(sign: str, home: int, joined: list[int], lanes: _Lanes, strokes: Strokes) -> str:
    touched = {home, *joined}
    first, final = min(touched), max(touched)
    marks = []
    for lane, tensor in enumerate(lanes):
        going_on = tensor is not None
        if lane == home:
            mark = sign
        elif lane in touched:
            mark = _joint(lane, first, final, going_on, strokes)
        elif first < lane < final:
            mark = strokes.crossing if going_on else strokes.across
        else:
            mark = strokes.lane if going_on else " "
        marks.append(mark + (strokes.across if first <= lane < final else " "))
    return "".join(marks).rstrip()


def _joint(lane: int, first: int, final: int, going_on: bool, strokes: Strokes) -> str:
    if not going_on:
        return strokes.ends_right if lane == final else strokes.ends
    if lane == first:
        return strokes.left
    return strokes.right if lane == final else strokes.junction


def _passing(lanes: _Lanes, stroke: str) -> str:
    return " ".join(" " if tensor is None else stroke for tensor in lanes)
