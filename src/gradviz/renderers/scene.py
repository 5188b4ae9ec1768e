"""Trace -> Scene: which nodes and edges a picture has, folded how, labelled how.

Every picture format draws a Scene, so that all show the same. Nothing here knows of places,
colours or files; all texts are clean and short. What a Trace has too much of is folded first
(results without a name go into the tensor that they were made for), then left out, and the Scene
says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import isclose, prod
from typing import Literal, NamedTuple, Unpack, get_args

from gradviz.renderers.cells import cell_width, clip, wrap
from gradviz.renderers.folds import Fold, Folding, Folds, folding, ops_of_layers, told
from gradviz.renderers.labels import flat, grid, numbers, shape
from gradviz.renderers.rows import wanted
from gradviz.renderers.text import visible
from gradviz.renderers.theme import Kind
from gradviz.trace import (
    BackwardPass,
    Gradient,
    Scope,
    Span,
    TensorRecord,
    Trace,
    Value,
    first_version,
)

SIGNS: Mapping[Gradient, str] = {"kept": "●", "passed": "◐", "none": "○"}
"""The three states of a gradient."""

GAP = -1
"""The id of the node that stands for all tensors that are left out."""

_MANY = 60  # cards; of more the results without a name are folded
_MOST, _FIRST = 120, 40  # cards; of more the first and the last are shown
_NAME, _EXPRESSION, _PILL, _REASON = 24, 40, 18, 44  # characters of a text
_FLOW = 28  # characters of a gradient beside an edge
_MOST_LABELLED, _MOST_PASSED = (
    600,
    1500,
)  # ranks that all edges together pass, with and without labels
_MESSAGE = 46  # characters in a line of an error or a warning
_ERROR_LINES, _HELP_LINES, _WARNING_LINES = 10, 4, 3
_MOST_WARNINGS = 4
_MOST_SCOPES = 2  # loops and calls around a card that are shown
_WITHOUT = re.compile(r"\s*with\s+(?:torch\.)?(no_grad|inference_mode)\(\)\s*:")
_MOST_TERMS, _MOST_SUMMED = 3, 4  # of a gradient that is shown as a sum


Badge = Sequence[str]
"""A warning on a card, in lines."""


class Card(NamedTuple):
    """A tensor, or a folded turn or call, of which there is only a title.

    A `small` one is a result without a name: an expression, a size, a sign.
    """

    id: int
    kind: Kind
    name: str
    rest: str
    """What follows the name in the title: " = a * b"."""
    form: str
    """dtype and shape: "float32[2]"."""
    status: Sequence[str]
    """"leaf", "requires_grad"; "non-leaf", "MulBackward0"; then "step=3" for a loop's turn."""
    retains_grad: bool
    value: Sequence[str]
    gradient: Gradient
    grad: Sequence[str]
    """`.grad`, in lines; "None" where it is None."""
    why: str
    """What stands beside `.grad`: the reason for a None, or the terms of a sum."""
    badges: Sequence[Badge]
    small: bool
    place: str
    """"line 7"; empty where it stands nowhere."""

    def describe(self) -> str:
        """The card in words."""
        if self.kind == "fold":
            return self.name + self.rest
        parts = [f"{self.name}{self.rest}", self.form, *self.status]
        if self.retains_grad:
            parts.append("retain_grad()")
        parts.append("value " + "".join(self.value))
        parts.append(f".grad {''.join(self.grad)}" + f" ({self.why})" * bool(self.why))
        if self.place:
            parts.append(self.place)
        return ", ".join(parts)


class Frame(NamedTuple):
    """What is drawn around cards that belong together: a loop's turn, a call, a `no_grad()`."""

    label: str
    cards: list[int]
    frames: list[Frame]
    """Frames within it."""


EdgeKind = Literal["forward", "idle", "severed", "in_place", "gap", "flow"]
"""What an edge means: an operand; one that no gradient flows along; one that is cut off from
autograd; a change in place; something left out; the gradient, against the direction of the rest."""


class Edge(NamedTuple):
    """From an operand to the result; a `flow` from the result to the operand."""

    source: int
    target: int
    kind: EdgeKind
    label: str = ""


class Seed(NamedTuple):
    """Where a backward pass starts, and with which gradient."""

    root: int
    call: str
    """"backward()" or "autograd.grad()"."""
    text: str
    """" starts with [1 1]"."""


class Fault(NamedTuple):
    """The error that ended the program, and the tensors that its line names."""

    title: str
    place: str
    lines: Sequence[str]
    help: Sequence[str]
    tensors: Sequence[int]


Sample = Literal[
    "leaf", "result", "retains", "data", "cut", "fold",
    "forward", "idle", "severed", "in_place", "flow", "kept", "passed", "none",
]  # fmt: skip
"""What the legend explains."""


class Scene(NamedTuple):
    """A picture without places and colours."""

    title: str
    cards: Sequence[Card]
    frames: Sequence[Frame]
    edges: Sequence[Edge]
    seeds: Sequence[Seed]
    left_out: int
    """How many tensors the node `GAP` stands for; without any it is not there."""
    fault: Fault | None
    legend: Sequence[Sample]
    notes: Sequence[str]

    def describe(self) -> str:
        """The picture in words, for those who do not see it: a sentence for each card."""
        sentences = [card.describe() for card in self.cards]
        sentences += [seed.call + seed.text for seed in self.seeds]
        if self.fault:
            sentences.append(f"{self.fault.title}: {' '.join(self.fault.lines)}")
        sentences.append(" ".join(self.notes))
        return ". ".join(s.rstrip(".") for s in sentences if s) + "."


def scene(trace: Trace, **folds: Unpack[Folds]) -> Scene:
    """The picture of a Trace: its named tensors and what they were made from.

    `all` draws every tensor, as far as there is room. Raises UsageError for a label that no turn
    and no call has.
    """
    everything = folds.get("all", False)
    folded = folding(trace, **folds)
    tensors = trace.tensors if everything else wanted(trace)
    places = _places(trace, tensors, folded, everything)
    cards_of = [trace.tensors[i] for i, place in places.items() if place == i]
    named = _bound(cards_of)
    badges, notes = _warnings(trace, named)
    terms, in_layers = _terms(trace), ops_of_layers(trace)
    frames, framed = _frames(trace, folded, places)
    cards = [
        _card(
            trace,
            t,
            _scope(trace.scopes, folded.around(t), framed),
            badges.get(t.id, ()),
            terms.get(t.id, ()),
            t.id in in_layers,
        )
        for t in cards_of
    ]
    cards += [_fold_card(trace, fold) for fold in _shown_folds(folded, places)]
    edges, left_out = _fewer(list(_edges(trace, places)))
    seeds = list(_seeds(trace, places))
    fault = _fault(trace, named)
    notes += [f"{told(scope)}." for scope in trace.scopes if scope.folded]
    if left_out:
        notes.append(f"The graph has many edges: left out are {left_out}.")
    if not cards:
        notes.append("There is no tensor to draw.")
    return Scene(
        title=f"{_short(trace.source.path, 80)}: computation graph",
        cards=cards,
        frames=frames,
        edges=edges,
        seeds=seeds,
        left_out=sum(place == GAP for place in places.values()),
        fault=fault,
        legend=list(_legend(cards, edges)),
        notes=notes,
    )


# ── what is drawn where ───────────────────────────────────────────────────────────────────────────


def _places(
    trace: Trace, tensors: Sequence[TensorRecord], folded: Folding, everything: bool
) -> dict[int, int]:
    """For each tensor its card: its own, the one that it is folded into, or `GAP`."""
    places = {t.id: t.id for t in tensors}
    if len(places) > _MANY and not everything:
        places = _folded(tensors, {root for run in trace.passes for root in run.roots})
    if folded.home:
        home = {i: fold.id for i, fold in folded.home.items()}
        places = {i: home.get(i, home.get(place, place)) for i, place in places.items()}
    cards = [i for i, place in places.items() if place == i]
    scopes = ((i, trace.tensors[i].scope) for i in cards)
    hidden = {i for i, scope in scopes if scope is not None and folded.cuts[scope]}
    cards = [i for i in cards if i not in hidden]
    if len(cards) > _MOST:
        hidden |= set(cards[_FIRST : len(cards) - (_MOST - _FIRST)])
    return {i: GAP if place in hidden else place for i, place in places.items()}


def _shown_folds(folded: Folding, places: Mapping[int, int]) -> list[Fold]:
    """The folded turns and calls that have a card."""
    shown = set(places.values())
    folds = {fold.id: fold for fold in folded.folds if fold is not None and fold.id in shown}
    return list(folds.values())


def _folded(tensors: Sequence[TensorRecord], roots: set[int]) -> dict[int, int]:
    """Results without a name go into the only card that reads them, found from the end."""
    readers: dict[int, set[int]] = {t.id: set() for t in tensors}
    places: dict[int, int] = {}
    for t in reversed(tensors):
        into = readers.pop(t.id)
        alone = not t.names and bool(t.inputs) and t.id not in roots and len(into) == 1
        places[t.id] = into.pop() if alone else t.id
        for i in t.inputs:
            if i in readers:
                readers[i].add(places[t.id])
    return {t.id: places[t.id] for t in tensors}


# ── frames ───────────────────────────────────────────────────────────────────────────────────────


def _frames(
    trace: Trace, folded: Folding, places: Mapping[int, int]
) -> tuple[list[Frame], set[int]]:
    """The frames around the cards, and the scopes that have one.

    A scope has a frame where it has several cards, and is not deep in others.
    """
    scopes = trace.scopes
    around = {i: folded.around(trace.tensors[i]) for i, place in places.items() if place == i}
    for fold in _shown_folds(folded, places):
        around[fold.id] = scopes[fold.scope].parent
    paths = {i: _path(scopes, scope) for i, scope in around.items()}
    counts = Counter(scope for path in paths.values() for scope in path)
    found: dict[int, Frame] = {}
    top = Frame("", [], [])
    for i, path in paths.items():
        frame = top
        for scope in path:
            if counts[scope] > 1:
                if scope not in found:
                    found[scope] = Frame(_short(scopes[scope].label, _NAME), [], [])
                    frame.frames.append(found[scope])
                frame = found[scope]
        frame.cards.append(i)
    blocks = _blocks(trace.source.text)
    for frame in [top, *found.values()]:
        frame.frames.extend(_cut_off(trace, frame, blocks))
    return top.frames, set(found)


def _path(scopes: Sequence[Scope], scope: int | None) -> list[int]:
    """The outermost scopes around something, as many as have frames."""
    path: list[int] = []
    while scope is not None:
        path.append(scope)
        scope = scopes[scope].parent
    return path[: -_MOST_SCOPES - 1 : -1]


def _cut_off(trace: Trace, frame: Frame, blocks: Mapping[int, tuple[int, str]]) -> list[Frame]:
    """Frames for the cards of a frame that one block without autograd made; they leave theirs."""
    found: dict[int, Frame] = {}
    for i in frame.cards:
        span = trace.tensors[i].span if i >= 0 else None
        if span is not None and span.line in blocks:
            start, label = blocks[span.line]
            found.setdefault(start, Frame(label, [], [])).cards.append(i)
    several = [one for one in found.values() if len(one.cards) > 1]
    taken = {i for one in several for i in one.cards}
    frame.cards[:] = [i for i in frame.cards if i not in taken]
    return several


def _blocks(text: str) -> dict[int, tuple[int, str]]:
    """For each line in a `with torch.no_grad():` or its kin the block's first line, and a name."""
    blocks: dict[int, tuple[int, str]] = {}
    block: tuple[int, str] | None = None
    depth = 0  # of the block that a line may be part of
    for number, line in enumerate(text.split("\n"), 1):
        margin = len(line) - len(line.lstrip())
        if block and line.strip() and margin <= depth:
            block = None
        start = None if block else _WITHOUT.match(line)
        if start:
            block, depth = (number, f"{start[1]}()"), margin
        if block:
            blocks[number] = block
    return blocks


# ── cards ─────────────────────────────────────────────────────────────────────────────────────────


def _card(
    trace: Trace,
    t: TensorRecord,
    scope: Sequence[str],
    badges: Sequence[Badge],
    terms: Sequence[Value],
    in_layer: bool,
) -> Card:
    name, rest = _title(t, in_layer)
    kept = t.grad is not None
    return Card(
        id=t.id,
        kind=_kind(t),
        name=name,
        rest=rest,
        form=_short(t.dtype, _NAME) + (shape(t.shape) if t.shape else " scalar"),
        status=[*_status(t), *scope],
        retains_grad=t.retains_grad,
        value=grid(t.value, t.shape),
        gradient=t.gradient,
        grad=grid(t.grad, t.shape) if kept else ["None"],
        why=_sum(t, terms) if kept else _short(t.reason, _REASON),
        badges=badges,
        small=not t.names and not badges,
        place=trace.source.place(t.span.line) if t.span else "",
    )


def _fold_card(trace: Trace, fold: Fold) -> Card:
    scope = trace.scopes[fold.scope]
    return Card(
        id=fold.id,
        kind="fold",
        name=_short(scope.label, _NAME),
        rest=_short(f": {fold.contents()}", _EXPRESSION),
        form="",
        status=[],
        retains_grad=False,
        value=[],
        gradient="none",
        grad=[],
        why="",
        badges=(),
        small=True,
        place=trace.source.place(scope.span.line),
    )


def _kind(t: TensorRecord) -> Kind:
    if t.requires_grad:
        return "leaf" if t.is_leaf else "result"
    return "cut" if t.inputs else "data"


def _title(t: TensorRecord, in_layer: bool = False) -> tuple[str, str]:
    """The name, and what follows it; for a change in place the whole expression follows.

    `in_layer`: whether it is one of `ops_of_layers`.
    """
    expression = _short(t.expr, _EXPRESSION)
    version = f"  v{t.version}" if t.version else ""
    if not t.names:
        whole = expression if cell_width(expression) <= _PILL and not in_layer else ""
        made_by = t.op or t.expr or flat(t.value, t.shape, _PILL)
        return whole or _short(made_by, _PILL), version
    name = _short(t.names[0], _NAME)
    if not t.inputs or not expression:
        return name, version
    if t.version and expression.startswith((f"{name}.", f"{name}[", f"{name} ")):
        return name, expression[len(name) :] + version
    return name, f" = {expression}{version}"


def _status(t: TensorRecord) -> list[str]:
    if not t.is_leaf:
        return ["non-leaf", *([_short(t.grad_fn, _NAME + _NAME)] if t.grad_fn else [])]
    return ["leaf", "requires_grad" if t.requires_grad else "requires_grad=False"]


def _scope(scopes: Sequence[Scope], index: int | None, framed: Collection[int]) -> list[str]:
    """The loop's turn or the call that made a tensor, and those around it that have no frame."""
    labels: list[str] = []
    while index is not None and index not in framed and len(labels) < _MOST_SCOPES:
        labels.insert(0, _short(scopes[index].label, _NAME))
        index = scopes[index].parent
    return labels


def _sum(t: TensorRecord, terms: Sequence[Value]) -> str:
    """ "= 4 + 6" where `.grad` is the sum of a few small products; else nothing."""
    if not 1 < len(terms) <= _MOST_TERMS or prod(t.shape) > _MOST_SUMMED:
        return ""
    rows = [numbers(term) for term in (t.grad, *terms)]
    for whole, *parts in zip(*rows, strict=False):
        if not isclose(whole, sum(parts), rel_tol=1e-5, abs_tol=1e-7):
            return ""
    return "= " + " + ".join(flat(term, t.shape) for term in terms).replace("+ -", "- ")


def _terms(trace: Trace) -> dict[int, list[Value]]:
    """For each tensor the products that went into its `.grad`, over all passes."""
    terms: dict[int, list[Value]] = {}
    for run in trace.passes:
        for step in run.steps:
            for product in step.products:
                if product.kept:
                    terms.setdefault(product.input, []).append(product.value)
    return terms


# ── edges ─────────────────────────────────────────────────────────────────────────────────────────


class _Link(NamedTuple):
    """One operand of one tensor, drawn between two cards."""

    edge: Edge
    direct: bool
    """Whether the edge joins the tensors themselves, and not what they are folded into."""
    flow: str


def _edges(trace: Trace, places: Mapping[int, int]) -> Iterator[Edge]:
    """An edge for each operand, with the gradient that flowed back along it.

    Operands that are read twice have two; what folding brings together is drawn once.
    """
    pairs: dict[tuple[int, int], list[_Link]] = {}
    flows = _flows(trace, places)
    for i in places:
        t = trace.tensors[i]
        for operand, flow in zip(t.inputs, flows.get(i) or [""] * len(t.inputs), strict=True):
            source, target = places.get(operand), places[i]
            if source is not None and source != target:
                edge = _edge(trace.tensors[operand], t, source, target)
                pairs.setdefault((source, target), []).append(
                    _Link(edge, (source, target) == (operand, i), flow)
                )
    for links in pairs.values():
        yield from _drawn(links)


def _drawn(links: Sequence[_Link]) -> Iterator[Edge]:
    if len(links) > 1 and not all(link.direct for link in links):
        flows = [link.flow for link in links if link.flow]
        flow = flows[0] if len(flows) == 1 else f"{len(flows)} gradients" if flows else ""
        links = [links[0]._replace(flow=flow)]
    for edge, _, flow in links:
        yield edge
        if flow:
            yield Edge(edge.target, edge.source, "flow", flow)
        if edge.kind == "gap":
            return


def _fewer(edges: list[Edge]) -> tuple[list[Edge], str]:
    """As many edges as can be laid out in time, and what is left out, in words.

    What takes time is the ranks that edges pass, twice as much with labels. First go the gradients
    beside the edges, then their arrows, then the longest edges.
    """
    spans = _spans(edges)
    cost = sum(spans)
    if cost <= _MOST_LABELLED:
        return edges, ""
    if cost <= _MOST_PASSED:
        return [edge._replace(label="") for edge in edges], "the gradients beside them"
    room = _MOST_PASSED
    keep = bytearray(len(edges))
    for i in sorted(range(len(edges)), key=spans.__getitem__):
        if edges[i].kind != "flow" and spans[i] <= room:
            room -= spans[i]
            keep[i] = True
    kept = [edge._replace(label="") for edge, k in zip(edges, keep, strict=True) if k]
    gone = sum(edge.kind != "flow" for edge in edges) - len(kept)
    count = f", and the {gone:,} longest" if gone else ""
    return kept, f"the arrows of the gradients{count}"


def _spans(edges: Sequence[Edge]) -> list[int]:
    """For each edge how many ranks lie between its ends, as a layout will rank them."""
    forward = [edge for edge in edges if edge.kind != "flow"]
    ranks: dict[int, int] = {}
    for edge in sorted(forward, key=lambda edge: edge.target):
        ranks[edge.target] = max(ranks.get(edge.target, 1), ranks.get(edge.source, 0) + 1)
    for edge in forward:  # what nothing flows into stands just above its first reader
        if edge.source not in ranks:
            ranks[edge.source] = ranks[edge.target] - 1
    return [max(1, abs(ranks[edge.target] - ranks[edge.source])) for edge in edges]


def _edge(operand: TensorRecord, t: TensorRecord, source: int, target: int) -> Edge:
    if GAP in (source, target):
        return Edge(source, target, "gap")
    if t.inputs[0] == operand.id and first_version(t) == first_version(operand):
        return Edge(source, target, "in_place", f"in place v{operand.version} → v{t.version}")
    if t.requires_grad and operand.requires_grad:
        return Edge(source, target, "forward")
    if operand.requires_grad and t.dtype == operand.dtype:
        return Edge(source, target, "severed", f"✂ {_severed(t)}")
    return Edge(source, target, "idle")


def _severed(t: TensorRecord) -> str:
    """What cut a tensor off from autograd."""
    return "detach()" if t.op == "detach" else "no_grad"


def _flows(trace: Trace, places: Mapping[int, int]) -> dict[int, list[str]]:
    """For each tensor the gradient that went to each of its inputs, in the last pass that did."""
    flows: dict[int, list[str]] = {}
    for run in trace.passes:
        for step in run.steps:
            if places.get(step.tensor, GAP) == GAP:
                continue
            products: dict[int, list[str]] = {}
            for product in step.products:
                sizes = trace.tensors[product.input].shape
                text = flat(product.value, sizes, _FLOW)
                products.setdefault(product.input, []).append(text)
            inputs = trace.tensors[step.tensor].inputs
            flows[step.tensor] = [products[i].pop(0) if products.get(i) else "" for i in inputs]
    return flows


def _seeds(trace: Trace, places: Mapping[int, int]) -> Iterator[Seed]:
    """One for each root: the last pass that started there, and how many did."""
    runs: dict[int, list[tuple[BackwardPass, Value]]] = {}
    for run in trace.passes:
        for root, seed in zip(run.roots, run.seeds, strict=False):
            if places.get(root, GAP) != GAP:
                runs.setdefault(root, []).append((run, seed))
    for root, started in runs.items():
        run, seed = started[-1]
        times = f" ({len(started)} times; the last)" if len(started) > 1 else ""
        gradient = flat(seed, trace.tensors[root].shape, _FLOW)
        call = "backward()" if run.kind == "backward" else "autograd.grad()"
        yield Seed(places[root], call, f"{times} starts with {gradient}")


# ── errors and warnings ───────────────────────────────────────────────────────────────────────────


def _bound(cards: Iterable[TensorRecord]) -> dict[str, int]:
    """For each name the last tensor that it was bound to."""
    return {name: t.id for t in cards for name in t.names}


def _mentioned(trace: Trace, span: Span | None, named: Mapping[str, int]) -> list[int]:
    """The tensors that a stretch of the source names."""
    if span is None:
        return []
    lines = trace.source.text.split("\n")[span.line - 1 : span.end_line]
    if not lines:
        return []
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    words = re.findall(r"[^\W\d]\w*", "\n".join(lines))
    return list(dict.fromkeys(named[word] for word in words if word in named))


def _warnings(trace: Trace, named: Mapping[str, int]) -> tuple[dict[int, list[Badge]], list[str]]:
    """Warnings for the cards that their lines name, and notes for all the others."""
    badges: dict[int, list[Badge]] = {}
    notes: list[str] = []
    for warning in trace.warnings[:_MOST_WARNINGS]:
        where = f"{trace.source.place(warning.span.line)}: " if warning.span else ""
        text = f"⚠ {where}{warning.category}: {warning.text}"
        cards = _mentioned(trace, warning.span, named)
        if cards:
            badges.setdefault(cards[0], []).append(_wrapped(text, _WARNING_LINES))
        else:
            notes.extend(_wrapped(text, _WARNING_LINES))
    more = len(trace.warnings) - _MOST_WARNINGS
    if more > 0:
        notes.append(f"⚠ {more} more warnings")
    return badges, notes


def _fault(trace: Trace, named: Mapping[str, int]) -> Fault | None:
    error = trace.error
    if error is None:
        return None
    return Fault(
        title=_short(error.type, _MESSAGE),
        place=trace.source.place(error.span.line) if error.span else "",
        lines=_wrapped(error.message, _ERROR_LINES),
        help=_wrapped(error.help, _HELP_LINES) if error.help else [],
        tensors=_mentioned(trace, error.span, named),
    )


def _wrapped(text: str, most: int) -> list[str]:
    """The text in at most so many lines."""
    words = visible(" ".join(text[: 2 * _MESSAGE * most].split())).split(" ")
    lines = wrap(words, _MESSAGE)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], clip(f"{lines[most - 1]} …", _MESSAGE)]


# ── words ─────────────────────────────────────────────────────────────────────────────────────────


def _short(text: str, width: int) -> str:
    """The text on one line, made visible, in at most `width` cells."""
    return clip(visible(" ".join(text[: 2 * width].split())), width)


def _legend(cards: Sequence[Card], edges: Sequence[Edge]) -> Iterator[Sample]:
    """What occurs, in the order in which it is explained."""
    found: set[str] = {card.kind for card in cards} | {edge.kind for edge in edges}
    found |= {card.gradient for card in cards if card.kind != "fold"}
    found |= {"retains"} if any(card.retains_grad for card in cards) else set()
    return (sample for sample in get_args(Sample) if sample in found)
