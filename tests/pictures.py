"""What the tests of the pictures share: an SVG taken apart, and whether there is a Graphviz."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"

needs_graphviz = pytest.mark.skipif(
    find_spec("pygraphviz") is None and shutil.which("dot") is None, reason="there is no Graphviz"
)


class Rect(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Rect, slack: float = 0.5) -> bool:
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def meets(self, other: Rect, slack: float = 0.1) -> bool:
        return (
            self.left + slack < other.right
            and other.left + slack < self.right
            and self.top + slack < other.bottom
            and other.top + slack < self.bottom
        )


class Words(NamedTuple):
    text: str
    place: Rect
    bold: bool


class Group(NamedTuple):
    """A node or an edge of a picture."""

    kind: str
    title: str
    shape: Rect
    """Around its outermost line."""
    words: list[Words]

    @property
    def text(self) -> str:
        return "".join(words.text for words in self.words)


class Picture(NamedTuple):
    page: Rect
    title: str
    desc: str
    groups: list[Group]
    words: list[Words]
    """Of the legend and the notes."""
    tags: set[str]
    attributes: set[str]

    def nodes(self) -> list[Group]:
        return [group for group in self.groups if group.kind == "node"]

    def cards(self) -> list[Group]:
        """The nodes that are tensors."""
        return [group for group in self.nodes() if group.title]

    def card(self, name: str) -> Group:
        return next(group for group in self.cards() if group.words[0].text == name)


def take_apart(svg: str) -> Picture:
    root = ElementTree.fromstring(svg)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    return Picture(
        Rect(left, top, left + width, top + height),
        root.findtext(f"{SVG}title") or "",
        root.findtext(f"{SVG}desc") or "",
        [_group(element) for element in root.findall(f"{SVG}g")],
        [_words(element) for element in root.findall(f"{SVG}text")],
        {element.tag.removeprefix(SVG) for element in root.iter()},
        {name for element in root.iter() for name in element.attrib},
    )


def _group(element: ElementTree.Element) -> Group:
    points = [point for path in element.findall(f"{SVG}path") for point in _points(path)]
    xs, ys = zip(*points, strict=True) if points else ((0.0,), (0.0,))
    return Group(
        element.attrib["class"],
        element.findtext(f"{SVG}title") or "",
        Rect(min(xs), min(ys), max(xs), max(ys)),
        [_words(text) for text in element.findall(f"{SVG}text")],
    )


def _points(path: ElementTree.Element) -> Iterator[tuple[float, float]]:
    steps = path.attrib["d"].replace("M", " ").replace("L", " ").replace("C", " ").replace("Z", "")
    for step in steps.split():
        x, y = step.split(",")
        yield float(x), float(y)


def _words(element: ElementTree.Element) -> Words:
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    width, size = float(element.attrib["textLength"]), float(element.attrib["font-size"])
    left = x - width / 2 if element.attrib.get("text-anchor") == "middle" else x
    place = Rect(left, y - 0.75 * size, left + width, y + 0.2 * size)
    return Words(element.text or "", place, element.attrib.get("font-weight") == "bold")
