"""Which tensors a table shows, in which order, and what it says between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from gradviz.trace import Scope, TensorRecord, Trace

ALL_SHOWS = "(--all shows them)"
"""Ends every note that says what is left out."""

_MOST_ROWS, _LAST_ROWS = 200, 50
_MOST_ITERATIONS = 3  # of a loop with more, the first and the last are shown
_MOST_SOURCES = 8  # of a tensor, found through rows that are not shown
_DEEPEST = 8  # scopes inside scopes that are told apart


class Entry(NamedTuple):
    """A row of the table: a tensor, or a note between tensors."""

    tensor: TensorRecord | None
    note: str = ""
    left_out: bool = False
    """Whether the note stands for rows."""
    depth: int = 0
    """How many loops and calls it stands in."""


def entries(trace: Trace, *, all: bool = False, only: str | None = None) -> list[Entry]:
    """The rows of a table: wanted tensors with notes between them.

    Wanted are named tensors, roots of backward passes and what they were made from; with `all`
    every tensor, with `only` those with a name that matches the pattern. Without `all`, long loops
    and long tables are cut, and a note says so.
    """
    chosen = _matching(trace, only) if only is not None else trace.tensors
    if not all and only is None:
        chosen = wanted(trace)
    cuts = [None] * len(trace.scopes) if all else long_loops(trace.scopes)
    rows = list(_noted(chosen, trace.scopes, cuts))
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
        changed = before is not None and t.version > tensors[before].version
        stored[t.id] = t.op == "grad" or (changed and before is not None and stored[before])
    return stored


class Cut(NamedTuple):
    """A stretch of a loop's iterations that is not shown."""

    loop: int
    iterations: int


def long_loops(scopes: Sequence[Scope]) -> list[Cut | None]:
    """For each scope the cut that it lies in: of a long loop all but the first and last turn."""
    loops: dict[object, list[int]] = {}
    for i, scope in enumerate(scopes):
        if scope.kind == "loop":
            loops.setdefault((scope.span, scope.parent), []).append(i)
    cuts: list[Cut | None] = [None] * len(scopes)
    for iterations in loops.values():
        if len(iterations) > _MOST_ITERATIONS:
            for i in iterations[1:-1]:
                cuts[i] = Cut(iterations[0], len(iterations) - 2)
    for i, scope in enumerate(scopes):
        if scope.parent is not None:
            cuts[i] = cuts[scope.parent] or cuts[i]
    return cuts


def _noted(
    chosen: Iterable[TensorRecord], scopes: Sequence[Scope], cuts: Sequence[Cut | None]
) -> Iterator[Entry]:
    """The chosen tensors, with a note where a loop's turn or a call begins, or turns are cut."""
    paths = _paths(scopes)
    told: set[Cut] = set()
    here: tuple[int, ...] = ()
    for t in chosen:
        cut = None if t.scope is None else cuts[t.scope]
        if cut is None:
            before, here = here, () if t.scope is None else paths[t.scope]
            if here != before:
                yield from _entered(before, here, scopes)
            yield Entry(t, "", False, len(here))
        elif cut not in told:
            told.add(cut)
            depth = len(paths[cut.loop]) - 1
            yield Entry(None, f"… {cut.iterations} more iterations {ALL_SHOWS}", True, depth)


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
    """For each tensor of the rows, those of the rows that it was made from.

    A tensor that has no row hands its own sources on, but for what backward put into a `.grad`.
    """
    shown = {row.tensor.id for row in rows if row.tensor is not None}
    if len(shown) == len(trace.tensors):
        return {t.id: t.inputs for t in trace.tensors}
    found: dict[int, Sequence[int]] = {}
    for t in trace.tensors[: max(shown, default=-1) + 1]:
        near: dict[int, None] = {}
        for i in t.inputs:
            if i in shown:
                near[i] = None
            elif trace.tensors[i].op != "grad":
                near.update(dict.fromkeys(found[i]))
            if len(near) >= _MOST_SOURCES and t.id not in shown:
                break
        found[t.id] = list(near) if t.id in shown else list(near)[:_MOST_SOURCES]
    return found
