"""The DOT: golden files, and that no text of a program becomes a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from traces import HOSTILE, TRACES, abfg, mlp

from gradviz.renderers.dot import JOINER, NO_BREAK, _text, dot
from gradviz.renderers.scene import scene
from gradviz.renderers.text import visible
from gradviz.renderers.theme import THEMES

STATEMENT = re.compile(
    r"  (?:graph|node|edge|t\d+|gap|error|seed\d+)(?: -> (?:t\d+|gap|error|seed\d+))?"
    r'(?: \[(?:[a-z]+=(?:"[^"\n<>]*"|<<(?:TABLE|FONT)[^\n]*>)(?:, )?)+\])?;'
)


@pytest.mark.parametrize("name", [name for name in TRACES if name != "hostile"])
def test_as_it_was(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"dot/{name}.dot", dot(TRACES[name]()))


def test_themes_and_directions_as_they_were(golden: Callable[[str, str], None]) -> None:
    golden("dot/abfg-dark-LR.dot", dot(abfg(), theme="dark", direction="LR"))


@pytest.mark.parametrize("name", TRACES)
@pytest.mark.parametrize("theme", THEMES)
def test_holds_statements_of_ours_alone(name: str, theme: str) -> None:
    lines = dot(TRACES[name](), theme=theme).split("\n")
    assert (lines[0], lines[-2:]) == ("digraph gradviz {", ["}", ""])
    assert [line for line in lines[1:-2] if not STATEMENT.fullmatch(line)] == []


def test_has_a_statement_for_each_card_and_edge() -> None:
    picture, source = scene(mlp()), dot(mlp())
    assert len(re.findall(r"^  t\d+ \[", source, re.MULTILINE)) == len(picture.cards)
    arrows = len(re.findall(r"^  t\d+ -> t\d+", source, re.MULTILINE))
    assert arrows == len(picture.edges)


def test_asks_for_nothing_from_outside() -> None:
    for make in TRACES.values():
        source = dot(make())
        assert not re.search(r"\b(IMG|SRC|URL|HREF|image|shapefile|href)=", source)
        assert 'shape="record' not in source


def test_is_utf_8() -> None:
    for make in TRACES.values():
        dot(make()).encode()


@given(st.text() | st.sampled_from(HOSTILE))
def test_a_text_in_a_label_is_neither_markup_nor_escape(text: str) -> None:
    label = _text(text)
    assert not set("<>\"' ").intersection(label)
    assert re.fullmatch(r"(?:[^&\\]|&(?:amp|lt|gt|quot|#39);|\\" + JOINER + ")*", label)
    plain = label.replace(JOINER, "").replace(NO_BREAK, " ")
    for entity, char in {
        "&lt;": "<",
        "&gt;": ">",
        "&quot;": '"',
        "&#39;": "'",
        "&amp;": "&",
    }.items():
        plain = plain.replace(entity, char)
    assert plain == visible(text)
