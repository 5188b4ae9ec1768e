"""Numbers, shapes and values as compact text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.renderers.cells import cell_width
from gradviz.renderers.labels import flat, forms, grid, number, shape, size
from gradviz.trace import Scalar, Summary, Value

NUMBERS: list[tuple[Scalar, str]] = [
    (10.0, "10"), (-0.0, "-0"), (0.8124, "0.8124"), (0.81236, "0.8124"), (1e-05, "1e-05"),
    (123.456, "123.5"), (1234.5, "1234"), (9999.6, "10000"), (65536.0, "65536"),
    (1e7, "1e+07"), (-2.5e30, "-2.5e+30"),
    (7, "7"), (2**53, "9007199254740992"), ("18446744073709551615", "18446744073709551615"),
    (10**30, "…"), (True, "True"), (None, "None"),
    ("NaN", "nan"), ("Infinity", "inf"), ("-Infinity", "-inf"),
    ("\x1b[2J", "\\x1b[2J"),
]  # fmt: skip


@pytest.mark.parametrize(("x", "text"), NUMBERS)
def test_number(x: Scalar, text: str) -> None:
    assert number(x) == text


@pytest.mark.parametrize(
    ("sizes", "as_torch", "said"),
    [
        ([], "scalar", "scalar"),
        ([3], "[3]", "(3,)"),
        ([2, 3], "[2,3]", "2×3"),
        ([0], "[0]", "(0,)"),
    ],
)
def test_shape(sizes: list[int], as_torch: str, said: str) -> None:
    assert (shape(sizes), size(sizes)) == (as_torch, said)


MATRIX: Value = [[1.5, -0.25], [3.0, 4.0]]
SUMMARY = Summary([10, 200], "float32", -1.0, 1.0, 0.0, [0.5, 1.0], [0.25, -1.0])


@pytest.mark.parametrize(
    ("value", "sizes", "texts"),
    [
        (None, [2], ["None"]),
        (2.0, [], ["2"]),
        ([1.0, "NaN"], [2], ["[1 nan]", "(2,) [1 … nan]", "(2,)"]),
        (MATRIX, [2, 2], ["[[1.5 -0.25] [3 4]]", "2×2 [1.5 … 4]", "2×2"]),
        ([[[1], [2]]], [1, 2, 1], ["[[[1] [2]]]", "1×2×1 [1 … 2]", "1×2×1"]),
        (list(range(50)), [50], ["(50,) [0 … 49]", "(50,)"]),
        ([], [0], ["[]"]),
        ([[], []], [2, 0], ["2×0 []", "2×0"]),
        (SUMMARY, [10, 200], ["10×200 [0.5 … -1]", "10×200"]),
    ],
)
def test_forms_of_a_value(value: Value, sizes: list[int], texts: list[str]) -> None:
    assert forms(value, sizes) == texts


@pytest.mark.parametrize(
    ("width", "text"), [(19, "[[1.5 -0.25] [3 4]]"), (18, "2×2 [1.5 … 4]"), (3, "2×2"), (2, "2…")]
)
def test_flat_is_the_longest_form_that_fits(width: int, text: str) -> None:
    assert flat(MATRIX, [2, 2], width) == text


def test_grid_aligns_columns() -> None:
    assert grid(MATRIX, [2, 2]) == ["[[1.5 -0.25]", " [  3     4]]"]
    assert grid([[[1], [2]], [[30], [4]]], [2, 2, 1]) == ["[[[ 1]", "  [ 2]]", " [[30]", "  [ 4]]]"]


@pytest.mark.parametrize("value", [2.0, [1.0] * 9, [[1.0]] * 9])
def test_grid_of_what_has_no_room_is_flat(value: Value) -> None:
    sizes = [] if isinstance(value, float) else [9] if value == [1.0] * 9 else [9, 1]
    assert grid(value, sizes) == [flat(value, sizes)]


SCALARS: st.SearchStrategy[Scalar] = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(2**63), 2**63)
    | st.booleans()
    | st.sampled_from(["NaN", "Infinity", "-Infinity"])
    | st.text(max_size=60)
)


@st.composite
def values(
    draw: st.DrawFn, scalars: st.SearchStrategy[Scalar] = SCALARS
) -> tuple[Value, list[int]]:
    """A value of any shape with at most 60 elements, and its shape."""
    sizes = draw(st.lists(st.integers(0, 5), max_size=4).filter(lambda sizes: prod(sizes) <= 60))
    return _nested(sizes, lambda: draw(scalars)), sizes


def _nested(sizes: list[int], element: Callable[[], Scalar]) -> Value:
    return [_nested(sizes[1:], element) for _ in range(sizes[0])] if sizes else element()


@given(values(), st.integers(0, 40))
def test_a_label_is_never_wider_than_asked_for(made: tuple[Value, list[int]], width: int) -> None:
    text = flat(*made, width)
    assert cell_width(text) <= width
    assert text.isprintable()


@given(values())
def test_every_form_can_be_seen(made: tuple[Value, list[int]]) -> None:
    assert all(text and text.isprintable() for text in forms(*made)) or made == ("", [])


@given(values(st.floats(width=32)))
def test_brackets_nest_as_the_value_does(made: tuple[Value, list[int]]) -> None:
    value, sizes = made
    if not sizes or not 0 < prod(sizes) <= 40:
        return
    full = forms(value, sizes)[0]
    as_json = re.sub(r"[^\[\] ]+", "0", full).replace(" ", ",")
    assert json.loads(as_json) == _nested(sizes, lambda: 0)


@given(values(st.integers(-99, 99)))
def test_a_grid_has_the_elements_of_the_line(made: tuple[Value, list[int]]) -> None:
    value, sizes = made
    assert "".join(grid(value, sizes)).replace(" ", "") in {
        text.replace(" ", "") for text in forms(value, sizes)
    }
