"""The rail is read back from its strokes alone, and must say what it was drawn from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from gradviz.renderers.rail import ASCII, LINES, Row, rail

SIGN = "●"
GOING_ON = "│┊┼╋├┤" + SIGN
JOINTS = "├┤╋┴┘"


def rows(*inputs: Sequence[int] | None) -> list[Row]:
    """A row for each tuple of inputs, numbered from 0; a gap for None."""
    return [Row(None, (), "┊") if i is None else Row(n, i, SIGN) for n, i in enumerate(inputs)]


def drawn(*inputs: Sequence[int] | None) -> list[str] | None:
    return rail(rows(*inputs), LINES)


def test_a_result_joins_the_lanes_of_its_inputs() -> None:
    assert drawn((), (), (0, 1), (2,)) == ["●", "│ ●", "●─┘", "●"]


def test_a_lane_goes_on_to_its_last_use() -> None:
    assert drawn((), (0,), (0, 1)) == ["●", "├─●", "●─┘"]


def test_lanes_between_are_crossed() -> None:
    assert drawn((), (), (), (0, 2), (1, 3)) == ["●", "│ ●", "│ │ ●", "●─┼─┘", "●─┘"]


def test_a_junction_in_the_middle() -> None:
    assert drawn((), (), (), (0, 1, 2), (1, 3)) == ["●", "│ ●", "│ │ ●", "●─╋─┘", "●─┘"]


def test_an_operand_that_stands_twice_is_one_lane() -> None:
    assert drawn((), (0, 0)) == ["●", "●"]


def test_nothing_stands_right_below_a_tensor_that_is_not_used() -> None:
    assert drawn((), (), ()) == ["●", "  ●", "●"]


def test_a_gap_is_passed() -> None:
    assert drawn((), (), None, (0, 1)) == ["●", "│ ●", "┊ ┊", "●─┘"]


def test_an_input_without_a_row_is_not_drawn() -> None:
    assert drawn((7,), (0, 9)) == ["●", "●"]


@pytest.mark.parametrize(("limit", "fits"), [(5, True), (4, False)])
def test_a_rail_that_is_wider_than_its_limit_is_none(limit: int, fits: bool) -> None:
    wide = rows((), (), (), (0, 1, 2))
    assert (rail(wide, LINES, limit) is not None) == fits


@st.composite
def graphs(draw: st.DrawFn) -> list[Row]:
    made: list[int] = []
    graph = []
    for n in range(draw(st.integers(0, 25))):
        if draw(st.integers(0, 9)) == 0:
            graph.append(Row(None, (), "┊"))
            continue
        inputs = draw(st.lists(st.sampled_from(made), max_size=4)) if made else []
        graph.append(Row(n, inputs, SIGN))
        made.append(n)
    return graph


@given(graphs())
def test_the_strokes_say_what_each_row_was_made_from(graph: list[Row]) -> None:
    lines = rail(graph, LINES, limit=1000)
    assert lines is not None
    assert read(graph, lines) == [set(row.inputs) for row in graph]


@given(graphs())
def test_ascii_draws_the_same(graph: list[Row]) -> None:
    likes = str.maketrans(dict(zip(astuple(LINES), astuple(ASCII), strict=True)))
    drawn = rail(graph, LINES, limit=1000)
    assert drawn is not None
    assert rail(graph, ASCII, limit=1000) == [
        line.translate(likes) if row.id is not None else line
        for row, line in zip(graph, drawn, strict=True)
    ]


def read(graph: Sequence[Row], lines: Sequence[str]) -> list[set[int]]:
    """What each row was made from, as far as strokes show it."""
    carried: dict[int, int] = {}  # by column, the tensor whose lane goes on below the last line
    found = []
    for row, line in zip(graph, lines, strict=True):
        marks = {column: mark for column, mark in enumerate(line) if mark != " "}
        inputs = set()
        if row.id is not None:
            home = line.index(SIGN)
            inputs = {carried[column] for column in joints(marks, home)}
            if home in carried:
                inputs.add(carried[home])
            carried[home] = row.id
        found.append(inputs)
        carried = {column: t for column, t in carried.items() if marks.get(column, " ") in GOING_ON}
    return found


def joints(marks: dict[int, str], home: int) -> list[int]:
    """The columns where a stroke through `home` meets a lane."""
    met = []
    for direction in (-1, 1):
        column = home
        while marks.get(column + direction) == "─":
            column += 2 * direction
            if marks[column] in JOINTS:
                met.append(column)
            else:
                assert marks[column] in "─┼"
    return met
