"""The DOT: golden files, and that no text of a program becomes a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from traces import HOSTILE, TRACES, abfg, mlp

from gradviz.moments import at_pass
from gradviz.renderers.dot import JOINER, NO_BREAK, _text, dot
from gradviz.renderers.scene import scene
from gradviz.renderers.text import visible
from gradviz.renderers.theme import THEMES
from gradviz.renderers.txt import txt
from gradviz.trace import Span, Summary, Trace, Value, decode, encode

NODE = r"(?:t\d+|scope\d+|gap|error|seed_\w+)"
LIST = r'\[(?:[a-z]+=(?:"[^"\n<>]*"|<<(?:TABLE|FONT)[^\n]*>)(?:, )?)+\]'
STATEMENT = re.compile(
    rf"  (?:(?:graph|node|edge|{NODE})(?: -> {NODE})?(?: {LIST})?"
    rf"|(?:subgraph cluster\w+ {{ graph {LIST}|[; }}]|{NODE})+);"
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


# ── traces of strangers ───────────────────────────────────────────────────────────────────────────

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
scalars = (
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | words
)
places = st.integers(-2, 9)
spans = st.none() | st.builds(Span, places, places, places, places)


def values(draw: st.DrawFn, shape: list[int]) -> Value:
    """A value that a tensor of that shape may have in a Trace that was read."""
    if draw(st.integers(0, 4)) == 0:
        ends = st.lists(scalars, max_size=3)
        return Summary(shape, draw(words), draw(scalars), 0.5, 2, draw(ends), draw(ends))
    level: list[Value] = [draw(scalars) for _ in range(prod(shape))]
    for size in reversed(shape):
        level = [level[i : i + size] for i in range(0, len(level), size)] if level else [[]]
    return level[0]


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """A Trace of which nothing is right but what `decode` checks."""
    trace = draw(
        st.sampled_from(["abfg", "error", "detached", "in_place", "loop"]).map(TRACES.get)
    )()
    for t in trace.tensors:
        t.shape = draw(st.lists(st.integers(1, 3), max_size=2))
        t.value, t.grad = values(draw, t.shape), values(draw, t.shape)
        t.inputs = draw(st.lists(st.integers(0, t.id - 1), max_size=3)) if t.id else []
        t.requires_grad, t.is_leaf = draw(st.booleans()), draw(st.booleans())
        t.gradient = draw(st.sampled_from(["kept", "passed", "none"]))
        t.version, t.span = draw(places), draw(spans)
    for run in trace.passes:
        run.seeds = [values(draw, trace.tensors[root].shape) for root in run.roots]
        for step in run.steps:
            step.grad_output = None
            for product in step.products:
                product.input = draw(st.integers(0, len(trace.tensors) - 1))
                product.value = values(draw, trace.tensors[product.input].shape)
                product.kept = draw(st.booleans())
    for told in (*trace.warnings, *([trace.error] if trace.error else [])):
        told.span = draw(spans)
    return decode(encode(trace))


@settings(max_examples=60, deadline=None)
@given(traces(), st.sampled_from([{}, {"all": True}, {"fold": ["*"]}]), st.integers(-6, 6))
def test_any_trace_can_be_drawn(trace: Trace, folds: dict[str, Any], number: int) -> None:
    if trace.scopes or "fold" not in folds:
        check(trace, **folds)
    if 0 < abs(number) <= len(trace.passes):
        moment = at_pass(trace, number)
        assert decode(encode(moment)) == moment
        check(moment)


def check(trace: Trace, **folds: Any) -> None:
    lines = dot(trace, **folds).split("\n")
    assert [line for line in lines[1:-2] if not STATEMENT.fullmatch(line)] == []
    assert txt(trace, **folds).replace("\n", "").isprintable()
