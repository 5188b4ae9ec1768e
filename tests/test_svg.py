"""The SVG: well-formed, ours alone, nothing beside its card, nothing over another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pictures import Picture, needs_graphviz, take_apart
from traces import HOSTILE, TRACES, Maker, abfg, detached, mlp

from gradviz.renderers.cells import clip
from gradviz.renderers.svg import svg
from gradviz.renderers.text import visible
from gradviz.trace import Trace

pytestmark = needs_graphviz

TAGS = {"svg", "title", "desc", "g", "path", "text", "ellipse"}
ATTRIBUTES = {
    "role", "aria-label", "width", "height", "viewBox", "class", "d", "x", "y", "fill", "stroke",
    "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor",
    "textLength", "lengthAdjust", "{http://www.w3.org/XML/1998/namespace}space",
}  # fmt: skip


@pytest.fixture(scope="module")
def pictures() -> dict[str, Picture]:
    return {name: take_apart(svg(make())) for name, make in TRACES.items()}


def outline(picture: Picture) -> str:
    """What a picture says, without places: these depend on the version of Graphviz."""
    lines = [picture.title, picture.desc, ""]
    for group in picture.groups:
        words = " | ".join(words.text.strip() for words in group.words)
        lines += [f"{group.kind}: {words}".rstrip(), *([f"  {group.title}"] if group.title else [])]
    lines += ["", *(words.text for words in picture.words)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", [name for name in TRACES if name != "hostile"])
def test_what_it_says(
    name: str, pictures: dict[str, Picture], golden: Callable[[str, str], None]
) -> None:
    golden(f"svg/{name}.txt", outline(pictures[name]))


@pytest.mark.parametrize("name", TRACES)
def test_holds_no_more_than_it_needs(name: str, pictures: dict[str, Picture]) -> None:
    assert pictures[name].tags <= TAGS
    assert pictures[name].attributes <= ATTRIBUTES


@pytest.mark.parametrize("name", TRACES)
@pytest.mark.parametrize("direction", ["TB", "LR"])
def test_texts_stay_on_their_cards_and_cards_apart(name: str, direction: str) -> None:
    picture = take_apart(svg(TRACES[name](), direction=direction))  # type: ignore[arg-type]
    for card in picture.cards():
        assert card.words
        for words in card.words:
            assert card.shape.holds(words.place), words
        for one, other in combinations(card.words, 2):
            assert not one.place.meets(other.place)
    for one, other in combinations(picture.nodes(), 2):
        assert not one.shape.meets(other.shape)
    for group in picture.groups:
        for words in group.words:
            assert picture.page.holds(words.place)


def test_a_pair_that_is_joined_twice_is_seen_twice(pictures: dict[str, Picture]) -> None:
    products = [group for group in pictures["detached"].groups if group.text == "27"]
    assert [group.kind for group in products] == ["edge", "edge"]
    assert products[0].shape != products[1].shape


def test_is_the_same_each_time() -> None:
    assert svg(mlp()) == svg(mlp())


def test_themes_and_directions_change_colours_and_places_alone() -> None:
    outlines = {outline(take_apart(svg(detached(), theme=t))) for t in ("light", "dark", "mono")}
    assert len(outlines) == 1
    upright, flat = (take_apart(svg(mlp(), direction=d)).page for d in ("TB", "LR"))
    assert upright.bottom - upright.top > upright.right - upright.left
    assert flat.bottom - flat.top < flat.right - flat.left


def test_can_be_read_by_a_program_that_does_not_show_it() -> None:
    text = svg(abfg())
    assert '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="abFG.py' in text
    assert "retain_grad(), value [200 200], .grad [2 2]" in take_apart(text).desc


# ── texts of strangers ────────────────────────────────────────────────────────────────────────────


def named(*names: str) -> Trace:
    """A Trace of as many tensors as names, each of which was made from the one before."""
    make = Maker("-", "\n")
    for i, name in enumerate(names):
        make.tensor("", name, 1, 1.0, inputs=(i - 1,) if i else (), grad_fn=name, gradient="passed")
        record = make.trace.tensors[i]
        record.names, record.reason, record.dtype, record.op = [name], name, name, name
    return make.trace


def shown(name: str, width: int = 24) -> str:
    """How a short text should read: on one line, with everything visible."""
    return clip(visible(" ".join(name.split())), width).strip()


def check_names(*names: str) -> None:
    text = svg(named(*names))
    assert not any(ord(c) < 32 and c != "\n" for c in text)
    picture = take_apart(text)
    cards = picture.cards()
    assert len(cards) == len(picture.nodes()) == len(names)
    assert sum(group.kind == "edge" for group in picture.groups) == len(names) - 1
    assert picture.tags <= TAGS
    for card, name in zip(cards, names, strict=True):
        assert card.words[0].text.strip() == shown(name)


def test_hostile_names_are_shown_as_they_are() -> None:
    check_names(*(name for name in HOSTILE if len(name) < 24))


@pytest.mark.parametrize(
    "name",
    ["<lambda>", "a\\", "\\N", "\\\\N", "&lt;", "&#60;", "]]>", "<!--", "-->", "</TABLE>>];x;",
     "<IMG SRC='x'/>", '"];evil[', "\\l\\r\\G\\E\\T\\H\\L", "%s%n", "{a|b}", "\U0001f600", "a:b:c"],
)  # fmt: skip
def test_what_graphviz_would_take_for_its_own(name: str) -> None:
    check_names("before", name, "after")


texts = st.text(
    st.sampled_from("\\<>&;\"'NGElrnTHL#x0160{}|[]=-/ \t\n\0\x1b\x9b\u202e\u2060\xa0é×日\U0001f600")
    | st.characters(),
    min_size=1,
    max_size=12,
).filter(shown)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(texts, min_size=8, max_size=24))
def test_any_names_are_shown_as_they_are(names: list[str]) -> None:
    check_names(*names)
