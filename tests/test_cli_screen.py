"""The frame around the source of an error: carets in the right columns, whatever stands there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.cli.screen import MOST_LINES, screen
from gradviz.errors import GradvizError, ProgramError, SourceError
from gradviz.renderers.cells import cell_width
from gradviz.renderers.styles import plain
from gradviz.trace import Source, Span

Place = tuple[int, int, int, int]


def shown(text: str, span: Place, *, width: int = 80, ascii: bool = False, **words: str) -> str:
    error = SourceError("it is wrong", span=Span(*span), **words)
    return plain(screen(error, Source("f.py", text), width, ascii))


def frame(text: str, span: Place, **options: object) -> list[str]:
    """The lines between the top and the bottom of the frame."""
    return shown(text, span, **options).splitlines()[2:-1]  # type: ignore[arg-type]


def test_everything_has_its_place():
    text = shown(
        "x = 1\ny = x.exq() * 2\n", (2, 7, 2, 10),
        label="no such op", help="did you mean 'exp'?\nOr not?", note="why", code="GV012",
    )  # fmt: skip
    assert text == (
        "error[GV012]: it is wrong\n"
        "  ╭─ f.py:2:7\n"
        "2 │ y = x.exq() * 2\n"
        "  │       ▔▔▔ no such op\n"
        "  ╰─\n"
        "  help: did you mean 'exp'?\n"
        "        Or not?\n"
        "  note: why\n"
    )


def test_without_a_source_there_is_no_frame():
    error = GradvizError("it is wrong", span=Span(1, 1, 1, 2), help="do this")
    assert plain(screen(error, None, 80, False)) == "error: it is wrong\n  help: do this\n"


def test_a_program_error_without_words_is_called_by_its_type():
    error = ProgramError("AssertionError", "", span=Span(1, 1, 1, 7))
    lines = plain(screen(error, Source("f.py", "assert 0"), 80, False)).splitlines()
    assert lines[0] == "error: AssertionError"
    assert "note" not in lines[-1]


def test_ascii_has_no_other_sign():
    assert shown("x = é", (1, 1, 1, 6), ascii=True).replace("é", "").isascii()


def test_tabs_and_wide_characters_keep_the_carets_in_place():
    line, carets = frame("\tx = '漢字' + y", (1, 13, 1, 14))
    assert line == "1 │     x = '漢字' + y"
    assert cell_width(line[: line.index("y")]) == cell_width(carets[: carets.index("▔")])


def test_what_cannot_be_seen_is_written_out():
    line, carets = frame("a\x1b = \u202e1", (1, 2, 1, 3))
    assert line == "1 │ a\\x1b = \\u202e1"
    assert carets == "  │  ▔▔▔▔"


def test_a_span_of_several_lines_is_marked_on_each():
    assert frame("f(\n    a,\n)\n", (1, 1, 3, 2), label="here") == [
        "1 │ f(",
        "  │ ▔▔",
        "2 │     a,",
        "  │     ▔▔",
        "3 │ )",
        "  │ ▔ here",
    ]


def test_a_long_span_is_cut_in_the_middle():
    lines = frame("f(\n" + "a,\n" * 20 + ")\n", (1, 1, 22, 2), label="here")
    assert [line.split()[0] for line in lines] == ["1", "│", "2", "│", "⋮", "22", "│"]
    assert len(lines) == 2 * MOST_LINES + 1
    assert lines[-1].endswith("▔ here")


@pytest.mark.parametrize("column", [1, 40, 150, 290])
def test_a_long_line_is_cut_around_the_place(column):
    text = "".join(f"{n:04}." for n in range(60))
    line, carets = frame(text, (1, column, 1, column + 4))
    assert max(map(len, (line, carets))) <= 80
    start = carets.index("▔")
    assert carets[start:] == "▔" * 4
    assert line[start : start + 4] == text[column - 1 : column + 3]
    assert (line[4] == "…") == (column > 60)
    assert line.endswith("…") == (column < 250)


positions = st.integers(-3, 9) | st.sampled_from([2**31, -(2**40)])


@given(
    st.text(max_size=80) | st.text("ab\t\n漢\u0301", max_size=200),
    st.tuples(positions, positions, positions, positions),
    st.integers(0, 120),
    st.text(max_size=20),
)
def test_no_span_or_source_breaks_the_frame(text, span, width, label):
    screened = shown(text, span, width=width, label=label)
    assert screened.startswith("error: it is wrong\n")
    assert all(line.isprintable() for line in screened.splitlines())
    assert all(
        cell_width(line) <= max(width, 40) for line in screened.splitlines() if "│ " in line[:8]
        and "▔" not in line
    )  # fmt: skip


def test_a_very_long_line_costs_no_more_than_what_is_shown(monkeypatch):
    seen = []
    monkeypatch.setattr("gradviz.cli.screen.visible", lambda text: seen.append(text) or text)
    frame("x" * 1_000_000, (1, 500_000, 1, 900_000))
    assert len(seen) < 1000
