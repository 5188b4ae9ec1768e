"""Trace -> SVG: Graphviz finds the places, the SVG is written here.

Graphviz's own SVG neither says how wide its texts are nor what its groups mean. Here each text has
its measured width (`textLength`), so that it keeps to its card in any font; each card is a group
that says in words what it shows; there are no styles, scripts, links or ids that could meet those
of the page that the picture is put into.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Unpack

import msgspec

from gradviz.errors import RendererError
from gradviz.renderers.dot import FRAME, JOINER, MONO, NO_BREAK, Direction, node_name, source
from gradviz.renderers.folds import Folds
from gradviz.renderers.layout import lay_out
from gradviz.renderers.scene import Scene, scene
from gradviz.renderers.theme import THEMES
from gradviz.trace import Trace

_FONTS = {
    MONO: "DejaVu Sans Mono,Menlo,Consolas,Liberation Mono,monospace",
    "": "Inter,Helvetica Neue,Arial,Liberation Sans,DejaVu Sans,sans-serif",
}
"""Where a machine lacks the first, the others are as wide or narrower."""

_PIXELS = 4 / 3  # to a point
_DASHES = {"dashed": "5,3", "dotted": "1,4"}
_BOLD = 1  # bit of a `fontchar`
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def svg(
    trace: Trace, *, theme: str = "light", direction: Direction = "TB", **folds: Unpack[Folds]
) -> str:
    """The picture as SVG; raises RendererError where Graphviz is missing or fails."""
    picture = scene(trace, **folds)
    places = lay_out(source(picture, THEMES[theme], direction), "json")
    try:
        graph = msgspec.json.decode(places, type=_Graph)
    except msgspec.MsgspecError as error:
        raise RendererError("Graphviz's answer cannot be read", note=str(error)) from None
    return "".join(f"{line}\n" for line in _lines(picture, graph))


# ── what Graphviz answers: drawing operations (https://graphviz.org/docs/outputs/canon/#xdot) ─────

_Point = tuple[float, float]


class _Drawing(msgspec.Struct, gc=False):
    """One operation; which fields it has depends on `op`. Places are in points, upward."""

    op: str
    points: list[_Point] = []
    pt: _Point = (0, 0)
    rect: tuple[float, float, float, float] = (0, 0, 0, 0)
    color: str = ""
    style: str = ""
    text: str = ""
    width: float = 0
    align: str = "l"
    size: float = 0
    face: str = ""
    fontchar: int = 0


class _Item(msgspec.Struct, gc=False):
    """A node or an edge: its shape, its label, its arrow heads."""

    name: str = ""
    shape: list[_Drawing] = msgspec.field(name="_draw_", default_factory=list)
    label: list[_Drawing] = msgspec.field(name="_ldraw_", default_factory=list)
    head: list[_Drawing] = msgspec.field(name="_hdraw_", default_factory=list)
    tail: list[_Drawing] = msgspec.field(name="_tdraw_", default_factory=list)

    def parts(self) -> Iterator[Sequence[_Drawing]]:
        """What is drawn, from the ground up; each part starts with a pen of its own."""
        yield from (self.shape, self.head, self.tail, self.label)


class _Graph(_Item):
    bb: str = "0,0,0,0"
    objects: list[_Item] = []
    edges: list[_Item] = []


# ── the document ──────────────────────────────────────────────────────────────────────────────────


def _lines(scene: Scene, graph: _Graph) -> Iterator[str]:
    (left, top), (right, bottom) = _bounds(graph)
    width, height = right - left, bottom - top
    title = _text(scene.title)
    yield (
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{title}" width="{_n(width * _PIXELS)}" height="{_n(height * _PIXELS)}" '
        f'viewBox="{_n(left)} {_n(top)} {_n(width)} {_n(height)}" '
        f'font-family="{_FONTS[""]}">'
    )
    yield f"<title>{title}</title>"
    yield f"<desc>{_text(scene.describe())}</desc>"
    yield from _paint(graph.shape)
    sentences = {node_name(card.id): card.describe() for card in scene.cards}
    frames = [item for item in graph.objects if item.name.startswith(FRAME)]
    for frame in frames:
        yield from _group("frame", frame, "")
    for edge in graph.edges:
        yield from _group("edge", edge, "")
    for node in graph.objects[len(frames) :]:
        yield from _group("node", node, sentences.get(node.name, ""))
    yield from _paint(graph.label)
    yield "</svg>"


def _bounds(graph: _Graph) -> tuple[_Point, _Point]:
    """The corners of the page: the first thing that is drawn is its ground."""
    corners = [point for drawing in graph.shape for point in drawing.points]
    if not corners:
        x0, y0, x1, y1 = map(float, graph.bb.split(","))
        corners = [(x0, y0), (x1, y1)]
    xs, ys = zip(*corners, strict=True)
    return (min(xs), -max(ys)), (max(xs), -min(ys))


def _group(kind: str, item: _Item, sentence: str) -> Iterator[str]:
    yield f'<g class="{kind}">'
    if sentence:
        yield f"<title>{_text(sentence)}</title>"
    for part in item.parts():
        yield from _paint(part)
    yield "</g>"


class _Pen:
    """What the operations have set, and have not changed since."""

    def __init__(self) -> None:
        self.line = self.fill = "none"
        self.width = 1.0
        self.dashes = ""
        self.size = 0.0
        self.face = ""
        self.bold = False

    def set(self, drawing: _Drawing) -> None:
        """Takes over what an operation sets; operations that draw set nothing."""
        match drawing.op:
            case "c":
                self.line = _color(drawing.color)
            case "C":
                self.fill = _color(drawing.color)
            case "S":
                self._set_style(drawing.style)
            case "F":
                self.size, self.face = drawing.size, drawing.face
            case "t":
                self.bold = bool(drawing.fontchar & _BOLD)

    def _set_style(self, style: str) -> None:
        if style.startswith("setlinewidth("):
            self.width = float(style[len("setlinewidth(") : -1])
        else:
            self.dashes = _DASHES.get(style, "")

    def stroke(self) -> str:
        """The attributes of a line."""
        if self.line == "none":
            return ""
        width = f' stroke-width="{_n(self.width)}"' if self.width != 1 else ""
        dashes = f' stroke-dasharray="{self.dashes}"' if self.dashes else ""
        return f' stroke="{self.line}"{width}{dashes}'


def _paint(drawings: Sequence[_Drawing]) -> Iterator[str]:
    """The elements for some operations."""
    pen = _Pen()
    for drawing in drawings:
        pen.set(drawing)
        if drawing.op == "T":
            if drawing.text.strip(NO_BREAK):
                yield _words(drawing, pen)
        elif drawing.op in _PATHS and drawing.points:
            fill = pen.fill if drawing.op in "PB" else "none"
            if fill != "none" or pen.line != "none":
                path = _PATHS[drawing.op](drawing.points)
                yield f'<path d="{path}" fill="{fill}"{pen.stroke()}/>'
        elif drawing.op in "eE":
            yield _ellipse(drawing, pen)


def _ellipse(drawing: _Drawing, pen: _Pen) -> str:
    x, y, rx, ry = drawing.rect
    fill = pen.fill if drawing.op == "E" else "none"
    at = f'cx="{_n(x)}" cy="{_n(-y)}" rx="{_n(rx)}" ry="{_n(ry)}"'
    return f'<ellipse {at} fill="{fill}"{pen.stroke()}/>'


def _words(drawing: _Drawing, pen: _Pen) -> str:
    x, y = drawing.pt
    text = _unescaped(drawing.text)
    anchor = {"c": ' text-anchor="middle"', "r": ' text-anchor="end"'}.get(drawing.align, "")
    family = f' font-family="{_FONTS[MONO]}"' if pen.face == MONO else ""
    weight = ' font-weight="bold"' * pen.bold
    space = ' xml:space="preserve"' * (text.split(" ") != text.split())
    return (
        f'<text x="{_n(x)}" y="{_n(-y)}"{anchor}{family} font-size="{_n(pen.size)}"{weight}{space} '
        f'fill="{pen.line}" textLength="{_n(drawing.width)}" lengthAdjust="spacingAndGlyphs">'
        f"{_text(text)}</text>"
    )


def _unescaped(text: str) -> str:
    """The text that went into a label: Graphviz doubles backslashes on the way out."""
    return text.replace(f"\\\\{JOINER}", "\\").replace(JOINER, "").replace(NO_BREAK, " ")


def _polyline(points: Sequence[_Point]) -> str:
    return "M" + "L".join(map(_point, points))


def _polygon(points: Sequence[_Point]) -> str:
    return _polyline(points) + "Z"


def _curve(points: Sequence[_Point]) -> str:
    return f"M{_point(points[0])}C" + " ".join(map(_point, points[1:]))


_PATHS = {"L": _polyline, "p": _polygon, "P": _polygon, "b": _curve, "B": _curve}


def _point(point: _Point) -> str:
    """A place, downward, as SVG counts."""
    return f"{_n(point[0])},{_n(-point[1])}"


def _n(x: float) -> str:
    """A number with at most two decimals, and no more than it needs."""
    text = f"{x:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _color(color: str) -> str:
    """A colour as SVG has it: Graphviz's last two digits are its opacity."""
    return "none" if len(color) == 9 and color.endswith("00") else color[:7]


def _text(text: str) -> str:
    """A text as it may stand in XML: the one place where it is escaped."""
    return text.translate(_ESCAPES)
