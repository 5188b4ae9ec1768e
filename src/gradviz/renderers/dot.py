"""Scene -> DOT: the one description that Graphviz lays out for every picture.

Labels are HTML-like, from the templates below, and every text in them has been through `_text`;
all other attributes are our own words and numbers. There are no images, URLs or record shapes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, Unpack

from gradviz.renderers.folds import Folds
from gradviz.renderers.scene import (
    GAP,
    SIGNS,
    Badge,
    Card,
    Edge,
    EdgeKind,
    Fault,
    Frame,
    Sample,
    Scene,
    Seed,
    scene,
)
from gradviz.renderers.text import visible
from gradviz.renderers.theme import THEMES, Box, Theme
from gradviz.trace import Trace

Direction = Literal["TB", "LR"]
"""From top to bottom, or from left to right."""

SANS = "Inter,DejaVu Sans"
MONO = "DejaVu Sans Mono"
JOINER = "\u2060"
"""Follows each backslash of a label, since Graphviz would take "\\N" for the node's name. It has no
width; `visible` lets none through, so that each one in a picture is ours."""

NO_BREAK = "\xa0"
"""Stands for a space in a label, where several would become one; it, too, is always ours."""

FRAME = "cluster"
"""Begins the name of each frame: Graphviz draws what is called so."""

_TITLE, _TEXT, _SMALL, _FOOT = 14, 10, 9, 9  # sizes of type in points
_LABEL = 8  # characters of "value" and "● .grad"
_ESCAPES = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;",
    " ": NO_BREAK, "\\": f"\\{JOINER}",
})  # fmt: skip


def dot(
    trace: Trace, *, theme: str = "light", direction: Direction = "TB", **folds: Unpack[Folds]
) -> str:
    """The DOT source of a Trace's picture."""
    return source(scene(trace, **folds), THEMES[theme], direction)


def source(
    scene: Scene, theme: Theme, direction: Direction, graph: Mapping[str, str] | None = None
) -> str:
    """The DOT source of a Scene; `graph` are more attributes of the graph, such as its size."""
    statements = [
        *_defaults(scene, theme, direction, graph or {}),
        *(_node(card, theme) for card in scene.cards),
        *_gap(scene.left_out, theme),
        *_frames(scene.frames, theme),
        *(_edge(edge, theme) for edge in scene.edges),
        *(line for seed in scene.seeds for line in _seed(seed, theme)),
        *(_fault(scene.fault, theme) if scene.fault else ()),
    ]
    return "digraph gradviz {\n" + "".join(f"  {line};\n" for line in statements) + "}\n"


def node_name(id: int) -> str:
    """The name that a card's node has in the DOT."""
    if id < GAP:
        return f"scope{GAP - id}"
    return "gap" if id == GAP else f"t{id}"


# ── how it is written ─────────────────────────────────────────────────────────────────────────────


def _text(text: str) -> str:
    """A text as it may stand in an HTML-like label: the one place where labels are escaped."""
    return visible(text).translate(_ESCAPES)


def _attributes(**values: str | float) -> str:
    """The list of attributes; a value that begins with "<" is a label from a template."""
    return ", ".join(
        f"{name}={value}" if str(value).startswith("<") else f'{name}="{value}"'
        for name, value in values.items()
    )


def _font(
    text: str, color: str = "", size: int = 0, *, bold: bool = False, mono: bool = False
) -> str:
    """A text in a colour and a size."""
    marks = [f'FACE="{MONO}"'] * mono + [f'COLOR="{color}"'] * bool(color)
    marks += [f'POINT-SIZE="{size}"'] * bool(size)
    if not text:
        return ""
    escaped = f"<B>{_text(text)}</B>" if bold else _text(text)
    return f"<FONT {' '.join(marks)}>{escaped}</FONT>" if marks else escaped


def _table(rows: Sequence[str], **values: str | int) -> str:
    marks = "".join(f' {name.upper()}="{value}"' for name, value in values.items())
    return f'<TABLE BORDER="0" CELLBORDER="0"{marks}>{"".join(rows)}</TABLE>'


def _row(*cells: str) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def _cell(content: str, align: str = "LEFT", **values: str | int) -> str:
    marks = "".join(f' {name.upper()}="{value}"' for name, value in values.items())
    return f'<TD ALIGN="{align}" BALIGN="LEFT"{marks}>{content}</TD>'


def _defaults(
    scene: Scene, theme: Theme, direction: Direction, graph: Mapping[str, str]
) -> Iterator[str]:
    legend = _foot(scene, theme)
    own = {"label": f"<{legend}>"} if legend else {}
    yield "graph [" + _attributes(
        **own, labelloc="b", rankdir=direction, bgcolor=theme.page, fontname=SANS,
        fontcolor=theme.ink, nodesep=0.4, ranksep=0.5, pad=0.2, **graph,
    ) + "]"  # fmt: skip
    yield f"node [{_attributes(fontname=SANS, fontsize=11, fontcolor=theme.ink, shape='box')}]"
    yield "edge [" + _attributes(
        fontname=SANS, fontsize=10, fontcolor=theme.ink, color=theme.ink, arrowsize=0.75
    ) + "]"  # fmt: skip


# ── cards ─────────────────────────────────────────────────────────────────────────────────────────


def _node(card: Card, theme: Theme) -> str:
    label = _pill(card, theme) if card.small else _rows(card, theme)
    double = {"peripheries": 2} if card.retains_grad else {}
    margin = "0.09,0.03" if card.small else "0.06,0.05"
    attributes = _attributes(
        **_box(theme.boxes[card.kind]), **double, margin=margin, height=0.2,
        tooltip=card.place or "tensor", label=f"<{label}>",
    )  # fmt: skip
    return f"{node_name(card.id)} [{attributes}]"


def _box(box: Box) -> dict[str, str | float]:
    style = "filled" + ",rounded" * box.rounded + ",dashed" * box.dashed
    return {"style": style, "penwidth": box.width, "color": box.line, "fillcolor": box.fill}


def _pill(card: Card, theme: Theme) -> str:
    parts = _font(card.name, bold=True) + _font(card.rest, theme.faint, _SMALL)
    if card.kind == "fold":
        return _table([_row(_cell(parts))], cellspacing=0, cellpadding=2)
    parts += _font(f"  {card.form} ", theme.faint, _SMALL)
    parts += _font(SIGNS[card.gradient], _sign_color(card, theme), _TEXT)
    return _table([_row(_cell(parts))], cellspacing=0, cellpadding=0)


def _rows(card: Card, theme: Theme) -> str:
    rows = [
        _row(_cell(_heading(card, theme))),
        _row(_cell(_status(card, theme), height=16)),
        *(_row(_cell(line)) for line in _field("value", card.value, theme.faint)),
        *(_row(_cell(line, **_ground(card, theme))) for line in _grad(card, theme)),
        *(_row(_badge(badge, theme)) for badge in card.badges),
    ]
    return _table(rows, cellspacing=0, cellpadding=1)


def _heading(card: Card, theme: Theme) -> str:
    name = _font(card.name, "", _TITLE, bold=True)
    return name + _font(card.rest, "", 12) + _font(f"  {card.form}", theme.faint, _SMALL)


def _status(card: Card, theme: Theme) -> str:
    status = _font(" · ".join(card.status), theme.faint, _SMALL)
    retains = _font("retain_grad()", theme.faint, _SMALL, bold=True)
    return status + _font(" · ", theme.faint, _SMALL) + retains if card.retains_grad else status


def _field(label: str, lines: Sequence[str], color: str, *, bold: bool = False) -> list[str]:
    """A word, and beside it a value in lines that are aligned, since all of it is monospaced."""
    labels = [label, *[""] * (len(lines) - 1)]
    return [
        _font(f"{word:{_LABEL}}", color, _TEXT, bold=bold, mono=True)
        + _font(line, "", _TEXT, bold=bold, mono=True)
        for word, line in zip(labels, lines, strict=True)
    ]


def _grad(card: Card, theme: Theme) -> list[str]:
    label = f"{SIGNS[card.gradient]} .grad"
    *others, last = _field(label, card.grad, _sign_color(card, theme), bold=card.gradient == "kept")
    return [*others, last + _font(f"  {card.why}", theme.faint, _SMALL)]


def _sign_color(card: Card, theme: Theme) -> str:
    return theme.faint if card.gradient == "none" else theme.gradient


def _ground(card: Card, theme: Theme) -> dict[str, str]:
    return {"bgcolor": theme.kept} if card.gradient == "kept" else {}


def _badge(badge: Badge, theme: Theme) -> str:
    lines = "<BR/>".join(_font(line, "", _SMALL) for line in badge)
    return _cell(lines, bgcolor=theme.warning)


# ── frames ───────────────────────────────────────────────────────────────────────────────────────


def _frames(frames: Sequence[Frame], theme: Theme, within: str = FRAME) -> Iterator[str]:
    """A cluster for each frame, with those in it: they are three deep at most."""
    for number, frame in enumerate(frames):
        name = f"{within}_{number}"
        label = _font(frame.label, theme.faint, _TEXT, bold=True)
        attributes = _attributes(
            style="rounded,dashed", color=theme.faint, penwidth=0.8, margin=10,
            labelloc="t", labeljust="l", tooltip="frame", label=f"<{label}>",
        )  # fmt: skip
        inside = [node_name(id) for id in frame.cards] + list(_frames(frame.frames, theme, name))
        yield f"subgraph {name} {{ graph [{attributes}]; {'; '.join(inside)} }}"


# ── edges, and the nodes that are no tensors ──────────────────────────────────────────────────────

_EDGES: Mapping[EdgeKind, Mapping[str, str | float]] = {
    "forward":  {"weight": 2},
    "idle":     {"style": "dotted", "arrowhead": "vee"},
    "severed":  {"penwidth": 1.4, "arrowhead": "tee"},
    "in_place": {"color": "{ink}:{ink}", "weight": 3},
    "gap":      {"style": "dotted", "arrowhead": "none", "color": "{faint}"},
    "flow":     {"dir": "back", "style": "dashed", "penwidth": 1.5, "color": "{gradient}",
                 "arrowtail": "vee", "weight": 2},
}  # fmt: skip
"""How each kind of edge is drawn; "{ink}" is that colour of the theme."""


def _edge(edge: Edge, theme: Theme) -> str:
    colors = theme._asdict()
    values = {
        name: value.format_map(colors) if isinstance(value, str) else value
        for name, value in _EDGES[edge.kind].items()
    }
    if edge.kind == "flow":
        return _arrow(edge.target, edge.source, values, _beside(edge.label, theme.gradient))
    label = _beside(edge.label, theme.ink) if edge.label else ""
    return _arrow(edge.source, edge.target, values, label)


def _arrow(source: int, target: int, values: Mapping[str, str | float], label: str) -> str:
    labelled = {**values, "label": f"<{label}>"} if label else values
    marks = f" [{_attributes(**labelled)}]" if labelled else ""
    return f"{node_name(source)} -> {node_name(target)}{marks}"


def _beside(text: str, color: str) -> str:
    """The label of an edge, with room around it."""
    label = _font(text, color, _TEXT, bold=True)
    return _table([_row(_cell(label))], cellspacing=0, cellpadding=2)


def _seed(seed: Seed, theme: Theme) -> Iterator[str]:
    """Where a backward pass starts: a text, and an arrow to the root."""
    label = _font(seed.call, theme.gradient, _TEXT, bold=True)
    label += _font(seed.text, theme.gradient, _TEXT)
    table = _table([_row(_cell(label))], cellspacing=0, cellpadding=2)
    name = f"seed_{node_name(seed.root)}"
    yield f"{name} [{_attributes(shape='plain', tooltip='seed', label=f'<{table}>')}]"
    arrow = _attributes(
        style="dashed", penwidth=1.5, color=theme.gradient, dir="back", arrowtail="vee"
    )
    yield f"{node_name(seed.root)} -> {name} [{arrow}]"


def _gap(count: int, theme: Theme) -> Iterator[str]:
    if count:
        label = _font(f"⋯ {count:,} tensors are left out", theme.faint, _TEXT)
        box = Box(theme.faint, theme.page, 1.0, rounded=True, dashed=True)
        yield f"gap [{_attributes(**_box(box), tooltip='left out', label=f'<{label}>')}]"


def _fault(fault: Fault, theme: Theme) -> Iterator[str]:
    box = theme.boxes["error"]
    heading = _font(f"✗ {fault.title}", box.line, 12, bold=True)
    rows = [_row(_cell(heading + _font(f"  {fault.place}", theme.faint, _SMALL)))]
    rows += [_row(_cell(_font(line, "", _TEXT))) for line in fault.lines]
    rows += [_row(_cell(_font(line, theme.faint, _SMALL))) for line in fault.help]
    label = _table(rows, cellspacing=0, cellpadding=1)
    yield f"error [{_attributes(**_box(box), tooltip='error', label=f'<{label}>')}]"
    for id in fault.tensors:
        arrow = _attributes(style="dotted", penwidth=1.4, color=box.line, arrowhead="none")
        yield f"{node_name(id)} -> error [{arrow}]"


# ── the legend ────────────────────────────────────────────────────────────────────────────────────

_WORDS: Mapping[Sample, str] = {
    "leaf":     "leaf",
    "result":   "non-leaf",
    "retains":  "non-leaf with retain_grad()",
    "data":     "data, requires_grad=False",
    "cut":      "computed without autograd",
    "fold":     "a folded turn or call",
    "forward":  "forward",
    "idle":     "forward, no gradient flows back",
    "in_place": "changed in place",
    "severed":  "cut off from autograd",
    "flow":     "backward, with the gradient that flows",
    "kept":     "kept in .grad",
    "passed":   "passed through, .grad is None",
    "none":     "no gradient",
}  # fmt: skip
_STROKES: Mapping[Sample, str] = {
    "forward": "→", "idle": "⇢", "in_place": "⇒", "severed": "⊣", "flow": "⇠",
    "kept": "●", "passed": "◐", "none": "○",
}  # fmt: skip
_BACKWARD: frozenset[Sample] = frozenset({"flow", "kept", "passed"})


def _foot(scene: Scene, theme: Theme) -> str:
    """The legend and the notes below the picture; empty where there is nothing to say."""
    samples = [(_sample(sample, theme), _WORDS[sample]) for sample in scene.legend]
    half = (len(samples) + 1) // 2
    rows = []
    for i in range(half):
        cells = [
            _cell(sign, align="CENTER", width=30) + _cell(_font(words, "", _FOOT))
            for sign, words in (samples[i], *samples[half + i : half + i + 1])
        ]
        rows.append(_row(*cells))
    rows += [_row(_cell(_font(note, theme.faint, _FOOT), colspan=4)) for note in scene.notes]
    if not rows:
        return ""
    return _table([_row(_cell("", height=6)), *rows], cellspacing=1, cellpadding=2)


def _sample(sample: Sample, theme: Theme) -> str:
    if sample in _STROKES:
        color = theme.gradient if sample in _BACKWARD else theme.ink
        return _font(_STROKES[sample], color, 12, bold=True)
    box = theme.boxes["result" if sample == "retains" else sample]  # type: ignore[index]
    inner = _swatch(box, 16, 5) if sample == "retains" else ""
    return _swatch(box, 22, 10, inner)


def _swatch(box: Box, width: int, height: int, inside: str = "") -> str:
    words = ["ROUNDED"] * box.rounded + ["DASHED"] * box.dashed
    style = f' STYLE="{",".join(words)}"' * bool(words)
    border = 2 if box.width > 2 else 1
    return (
        f'<TABLE BORDER="{border}" COLOR="{box.line}" BGCOLOR="{box.fill}" CELLBORDER="0" '
        f'CELLSPACING="0" CELLPADDING="0"{style}>'
        f'<TR><TD WIDTH="{width}" HEIGHT="{height}">{inside}</TD></TR></TABLE>'
    )
