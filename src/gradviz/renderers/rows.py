"""Which tensors a table shows, in which order, and what it says between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Unpack

import msgspec
from msgspec import UNSET

from gradviz.renderers.folds import Fold, Folding, Folds, folding
from gradviz.renderers.folds import told as told_of
from gradviz.trace import Event, Scope, TensorRecord, Trace, first_version

ALL_SHOWS = "(--all shows them)"
"""Ends every note that says what is left out."""

_MOST_ROWS, _LAST_ROWS = 200, 50
_MOST_TOLD = 3  # printed lines and warnings between two rows
_MOST_SOURCES = 8  # of a tensor, found through rows that are not shown
_DEEPEST = 8  # scopes inside scopes that are told apart


class Entry(msgspec.Struct, frozen=True):
    """A row of the table: a tensor, a fold, or a note between them."""

    tensor: TensorRecord | None
    note: str = ""
    left_out: bool = False
    """Whether the note stands for rows."""
    depth: int = 0
    """How many loops and calls it stands in."""
    line: int = 0
    """Of the source, for what is no tensor; 0 for none."""
    fold: Fold | None = None
    """What the note says all of, and the graph has a place for."""
    event: int = -1
    """The place in the timeline of the printed line or the warning that it repeats; -1 for none."""


class Choice(Folds, total=False):
    """What a table is told about its rows."""

    only: str | None
    """A pattern such as "W*": only the tensors with such names."""


def entries(trace: Trace, *, only: str | None = None, **folds: Unpack[Folds]) -> list[Entry]:
    """The rows of a table: wanted tensors with notes between them.

    Wanted are named tensors, roots of backward passes and what they were made from; with `all`
    every tensor, with `only` those with a name that matches the pattern. Without `all`, long loops,
    long calls and long tables are cut, and a note says so. Without `only`, what was printed
    between tensors stands between them.
    """
    all = folds.get("all", False)
    chosen = _matching(trace, only) if only is not None else trace.tensors
    if not all and only is None:
        chosen = wanted(trace)
    folded = folding(trace, **folds)
    told = [] if only is not None else list(_told(trace, folded))
    rows = list(_noted(chosen, trace.scopes, folded, told))
    if all or len(rows) <= _MOST_ROWS:
        return rows
    note = f"… {len(rows) - _MOST_ROWS} more rows {ALL_SHOWS}"
    return [*rows[: _MOST_ROWS - _LAST_ROWS], Entry(None, note, True), *rows[-_LAST_ROWS:]]


def _matching(trace: Trace, pattern: str) -> list[TensorRecord]:
    from fnmatch import fnmatchcase  # noqa: PLC0415  # seldom needed

    return [t for t in trace.tensors if any(fnmatchcase(name, pattern) for name in t.names)]


def wanted(trace: Trace) -> list[TensorRecord]:
    """Named tensors, the roots of backward passes, and what they were made from.

    What backward put into a `.grad` is shown there, and so is what became of it in place; a row
    they have only under names of their own.
    """
    tensors = trace.tensors
    stored = _stored(tensors)
    needed = bytearray(bool(t.names) for t in tensors)
    for run in trace.passes:
        for root in run.roots:
            needed[root] = True
    for t in reversed(tensors):
        if needed[t.id]:
            for i in t.inputs:
                needed[i] |= not stored[i]
    return [t for t in tensors if needed[t.id]]


def _stored(tensors: Sequence[TensorRecord]) -> bytearray:
    """For each tensor whether it is a `.grad`, as backward put it there or as it was changed."""
    stored = bytearray(len(tensors))
    for t in tensors:
        before = t.inputs[0] if t.inputs else None
        changed = before is not None and first_version(t) == first_version(tensors[before])
        stored[t.id] = t.op == "grad" or (changed and before is not None and stored[before])
    return stored


def _noted(
    chosen: Iterable[TensorRecord],
    scopes: Sequence[Scope],
    folding: Folding,
    told: Sequence[_Told],
) -> Iterator[Entry]:
    """The chosen tensors, with notes where a turn or a call begins, is folded or cut.

    What is `told` between two of them stands there; what comes after the last one does not.
    """
    paths = _paths(scopes)
    dropped = [(s.folded.at, Entry(None, told_of(s), True, len(paths[i]) - 1, s.span.line))
               for i, s in enumerate(scopes) if s.folded]  # fmt: skip
    done: set[object] = set()
    here: tuple[int, ...] = ()
    next_told = 0
    for t in chosen:
        while dropped and dropped[0][0] <= t.id:
            yield dropped.pop(0)[1]
        if next_told < len(told) and told[next_told].event.tensors <= t.id:
            first = next_told
            while next_told < len(told) and told[next_told].event.tensors <= t.id:
                next_told += 1
            yield from _sayings(told[first:next_told], len(here))
        cut = None if t.scope is None else folding.cuts[t.scope]
        if cut is not None:
            if cut not in done:
                done.add(cut)
                depth = len(paths[cut.loop]) - 1
                more = f"{cut.iterations} more iteration{'s' * (cut.iterations > 1)}"
                yield Entry(None, f"… {more} {ALL_SHOWS}", True, depth)
            continue
        fold = folding.home.get(t.id)
        if fold is not None and fold.id in done:
            continue
        before = here
        around = folding.around(t)
        here = () if around is None else paths[around]
        if here != before:
            yield from _entered(before, here, scopes)
        if fold is None:
            yield Entry(t, "", False, len(here))
        else:
            done.add(fold.id)
            scope = scopes[fold.scope]
            note = f"{scope.label}: {fold.contents()}"
            yield Entry(None, note, False, len(here), scope.span.line, fold)
    yield from (entry for _, entry in dropped)


class _Told(msgspec.Struct, frozen=True):
    """Something that the program said: a printed line, a warning; and its place in the timeline."""

    place: int
    event: Event


def _told(trace: Trace, folding: Folding) -> Iterator[_Told]:
    """What the program said where its tensors are shown."""
    for place, event in enumerate(trace.timeline):
        said = event.kind == "warning" or (event.kind == "print" and is_visible(event))
        if said and event.tensors and not folding.hides(trace.tensors[event.tensors - 1]):
            yield _Told(place, event)


def is_visible(event: Event) -> bool:
    """Whether something printed can be seen."""
    return event.text is not UNSET and not event.text.isspace()


def _sayings(told: Sequence[_Told], depth: int) -> Iterator[Entry]:
    """A line for each of them, the first ones where there are many."""
    for said in told[:_MOST_TOLD]:
        event = said.event
        line = event.span.line if event.span else 0
        text = "warning, see below" if event.kind == "warning" else f"printed: {event.text}"
        yield Entry(None, text, False, depth, line, event=said.place)
    if len(told) > _MOST_TOLD:
        yield Entry(None, f"… {len(told) - _MOST_TOLD} more, see below", depth=depth)


def _entered(
    before: Sequence[int], here: Sequence[int], scopes: Sequence[Scope]
) -> Iterator[Entry]:
    """Names the scopes that a path has and the path before it does not have."""
    both = zip(before, here, strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
    if shared < len(here):
        note = ", ".join(scopes[i].label for i in here[shared:])
        yield Entry(None, f"{note}:", depth=shared)


def _paths(scopes: Sequence[Scope]) -> list[tuple[int, ...]]:
    """For each scope those that it stands in, and itself, from the outermost."""
    paths: list[tuple[int, ...]] = []
    for i, scope in enumerate(scopes):
        outer = () if scope.parent is None else paths[scope.parent]
        paths.append((*outer, i)[:_DEEPEST])
    return paths


def sources(trace: Trace, rows: Sequence[Entry]) -> dict[int, Sequence[int]]:
    """For each tensor and each fold of the rows, those of the rows that it was made from.

    A tensor that has no row hands its own sources on, but for what backward put into a `.grad`.
    """
    tensors = trace.tensors
    shown = {row.tensor.id: row.tensor.id for row in rows if row.tensor is not None}
    if len(shown) == len(tensors):
        return {t.id: t.inputs for t in tensors}
    last = max(shown, default=-1)
    folds = [row.fold for row in rows if row.fold is not None]
    stored = _stored(tensors) if folds else bytearray()
    for fold in folds:
        shown.update((i, fold.id) for i in fold.members if not stored[i])
        last = max(last, *fold.members)
    found: dict[int, Sequence[int]] = {}
    folded: dict[int, dict[int, None]] = {}
    for t in tensors[: last + 1]:
        place = shown.get(t.id)
        near: dict[int, None] = {}
        for i in t.inputs:
            source = shown.get(i)
            if source is not None:
                near[source] = None
            elif tensors[i].op != "grad":
                for handed in found[i]:
                    near[handed] = None
            if place is None and len(near) >= _MOST_SOURCES:
                break
        if place is None:
            found[t.id] = list(near)[:_MOST_SOURCES]
        elif place == t.id:
            found[place] = list(near)
        else:
            folded.setdefault(place, {}).update(near)
    for place, near in folded.items():
        found[place] = [i for i in near if i != place]
    return found
