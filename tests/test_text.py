"""Text of strangers: what makes it visible, and how wide it is."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradviz.renderers.cells import cell_width, chunks, clip, head, wrap
from gradviz.renderers.styles import STYLES, plain
from gradviz.renderers.text import visible

ANY = st.text(st.characters(codec=None, exclude_categories=[]) | st.sampled_from("日é\u0301\x1b "))
SEEN = ANY.map(visible)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("F = a * b", "F = a * b"),
        ("θ′ ≤ 宽", "θ′ ≤ 宽"),
        ("\x1b[31m", "\\x1b[31m"),
        ("a\x00b", "a\\x00b"),
        ("\x7f\x9b", "\\x7f\\x9b"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("\u202eevil\u2066", "\\u202eevil\\u2066"),
        ("a\u200bb\u2028c\ufeff", "a\\u200bb\\u2028c\\ufeff"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("\u3164\ufe0f", "\\u3164\\ufe0f"),
        ("a\\x1b", "a\\x1b"),
    ],
)
def test_what_cannot_be_seen_is_escaped(text: str, seen: str) -> None:
    assert visible(text) == seen


def test_every_character_that_acts_is_escaped() -> None:
    acting = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    planes = map(chr, [*range(0x20000), *range(0xE0000, 0xE1000)])  # the others say nothing new
    assert [c for c in planes if unicodedata.category(c) in acting and visible(c) == c] == []


@given(ANY)
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert visible(text).isprintable()


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("●─┘", 3), ("日本", 4), ("e\u0301", 1), ("宽a", 3)]
)
def test_width_in_cells(text: str, width: int) -> None:
    assert cell_width(text) == width


def test_widths_of_our_own_texts_need_no_library() -> None:
    code = (
        "import sys, gradviz.renderers.table; from gradviz.renderers.cells import cell_width;"
        "assert cell_width('θ = ● × …') == 9; assert not {'rich', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 4, "abc…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("日本語", 4, "日…"),
        ("日本語", 5, "日本…"),
    ],
)
def test_clip(text: str, width: int, cut: str) -> None:
    assert clip(text, width) == cut


@given(SEEN, st.integers(0, 30), st.sampled_from(["…", "..."]))
def test_a_clipped_text_is_never_wider(text: str, width: int, mark: str) -> None:
    cut = clip(text, width, mark)
    assert cell_width(cut) <= width
    assert cut == text or cut.removesuffix(mark) == head(text, width - len(mark)) or width < 3


@given(SEEN, st.integers(2, 30))
def test_chunks_are_the_text(text: str, width: int) -> None:
    pieces = list(chunks(text, width))
    assert "".join(pieces) == text
    assert all(cell_width(piece) <= width for piece in pieces)


@given(st.lists(SEEN), st.integers(2, 30))
def test_wrapped_lines_are_never_wider(words: list[str], width: int) -> None:
    lines = wrap(words, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(words).replace(" ", "")


def test_wrap_fills_lines() -> None:
    assert wrap(["one", "two", "three", "four"], 9) == ["one two", "three", "four"]
    assert wrap(["a", "b"], 9, between=" · ") == ["a · b"]


def test_plain_drops_styles_and_blanks_at_line_ends() -> None:
    assert plain([[("a", "kept"), ("  ", "")], [], [(" b", "dim")]]) == "a\n\n b\n"


def test_rich_knows_every_style() -> None:
    from rich.style import Style  # noqa: PLC0415

    assert [name for name, words in STYLES.items() if words and not Style.parse(words)] == []
