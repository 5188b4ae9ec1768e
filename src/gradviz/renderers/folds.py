"""Which turns of loops and which calls are folded, and what a folded one is said to hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypedDict

import msgspec
from msgspec import UNSET

from gradviz.errors import UsageError
from gradviz.renderers.text import visible
from gradviz.trace import Scope, TensorRecord, Trace

_MOST_ITERATIONS = 3  # of a loop with more, the first and the last are shown
_MOST_UNNAMED = 8  # ops without a name in a call; one with more is folded
_MOST_NAMES = 6  # of a folded turn or call
_MOST_LABELS, _LABEL = 6, 24  # named by an error, and characters of each


class Folds(TypedDict, total=False):
    """What a renderer is told about folding."""

    all: bool
    """Fold nothing but what `fold` names, and leave nothing out."""
    fold: Sequence[str]
    """Labels of turns and calls, or patterns such as "step=*", that are shown as one thing."""
    unfold: Sequence[str]
    """Those of which all is shown."""


def told(scope: Scope) -> str:
    """What there is to say of turns that the Trace does not have any more."""
    return f"{visible(scope.label)} folded (--keep all shows them)"


def ops_of_layers(trace: Trace) -> set[int]:
    """The tensors without a name that a call made whose own text is not the program's.

    Their expression is the call's, the same for all of them: the op says more.
    """
    return {
        t.id
        for t in trace.tensors
        if t.op and not t.names and t.scope is not None
        and trace.scopes[t.scope].kind == "call" and trace.scopes[t.scope].span == t.span
    }  # fmt: skip


class Cut(msgspec.Struct, frozen=True):
    """A stretch of a loop's iterations that is not shown."""

    loop: int
    iterations: int


class Fold(msgspec.Struct, frozen=True):
    """A turn of a loop or a call that is shown as one thing."""

    scope: int
    members: list[int]
    """The tensors made in it, but for what lives on outside of a call."""
    ops: list[int]
    """Those of its tensors that an op made."""
    names: dict[str, None]
    """That were bound in it, first first."""

    @property
    def id(self) -> int:
        """Stands for it where tensors have theirs."""
        return -2 - self.scope

    def contents(self) -> str:
        """ "12 ops (h, z)"."""
        count = f"{len(self.ops)} op{'s' * (len(self.ops) != 1)}"
        names = list(self.names)[:_MOST_NAMES] + ["…"] * (len(self.names) > _MOST_NAMES)
        return f"{count} ({', '.join(names)})" if names else count


class Folding(msgspec.Struct, frozen=True):
    """What is shown of the scopes of a Trace; the lists have an entry for each scope."""

    cuts: Sequence[Cut | None]
    """The stretch of turns that it lies in and that is left out."""
    folds: Sequence[Fold | None]
    """The folded scope that it is or lies in."""
    opened: Sequence[int | None]
    """The innermost scope around what is in it that is not folded."""
    home: dict[int, Fold]
    """For each tensor that is folded the fold."""

    def hides(self, t: TensorRecord) -> bool:
        """Whether a tensor has no place of its own."""
        return t.id in self.home or (t.scope is not None and self.cuts[t.scope] is not None)

    def around(self, t: TensorRecord) -> int | None:
        """The innermost scope around a tensor that is not folded."""
        return None if t.scope is None else self.opened[t.scope]


def folding(
    trace: Trace, *, fold: Sequence[str] = (), unfold: Sequence[str] = (), all: bool = False
) -> Folding:
    """What is folded: long calls, the turns in the middle of long loops, and what `Folds` say.

    Raises UsageError for a label that no scope has.
    """
    scopes = trace.scopes
    asked, spared = _matching(scopes, fold), _matching(scopes, unfold)
    folded = asked if all else asked | (_long_calls(trace) - spared)
    cuts = [None] * len(scopes) if all else long_loops(scopes, asked | spared)
    within: list[int | None] = []
    for i, scope in enumerate(scopes):
        outer = None if scope.parent is None else within[scope.parent]
        own = i if i in folded and cuts[i] is None else None
        within.append(own if outer is None else outer)
    opened = [i if outer is None else scopes[outer].parent for i, outer in enumerate(within)]
    folds = _filled(trace, within)
    found = [None if outer is None else folds[outer] for outer in within]
    home = {i: one for one in folds.values() for i in one.members}
    return Folding(cuts, found, opened, home)


def long_loops(scopes: Sequence[Scope], apart: Collection[int] = ()) -> list[Cut | None]:
    """For each scope the cut that it lies in: of a long loop all but the first and last turn.

    The turns `apart` are in no cut of their own loop.
    """
    loops: dict[object, list[int]] = {}
    for i, scope in enumerate(scopes):
        if scope.kind == "loop":
            loops.setdefault((scope.span, scope.parent), []).append(i)
    cuts: list[Cut | None] = [None] * len(scopes)
    for turns in loops.values():
        if len(turns) > _MOST_ITERATIONS:
            for stretch in _stretches(turns[1:-1], apart):
                cut = Cut(stretch[0], len(stretch))
                for i in stretch:
                    cuts[i] = cut
    for i, scope in enumerate(scopes):
        if scope.parent is not None:
            cuts[i] = cuts[scope.parent] or cuts[i]
    return cuts


def _stretches(turns: Sequence[int], apart: Collection[int]) -> list[list[int]]:
    """The turns in stretches that those `apart` part."""
    if not apart:
        return [list(turns)]
    stretches: list[list[int]] = [[]]
    for i in turns:
        if i in apart:
            stretches.append([])
        else:
            stretches[-1].append(i)
    return [stretch for stretch in stretches if stretch]


def _matching(scopes: Sequence[Scope], patterns: Sequence[str]) -> set[int]:
    """The scopes with labels that are like one of the patterns; each pattern has some."""
    if not patterns:
        return set()
    from fnmatch import fnmatchcase  # noqa: PLC0415  # seldom needed

    found: set[int] = set()
    for pattern in patterns:
        like = {
            i
            for i, scope in enumerate(scopes)
            if scope.label == pattern or fnmatchcase(scope.label, pattern)
        }
        if not like:
            raise _no_such_scope(scopes, pattern)
        found |= like
    return found


def _no_such_scope(scopes: Sequence[Scope], pattern: str) -> UsageError:
    labels = list(dict.fromkeys(visible(scope.label[:_LABEL]) for scope in scopes))
    more = ", …" if len(labels) > _MOST_LABELS else ""
    there = f"there are {', '.join(labels[:_MOST_LABELS])}{more}" if labels else "there are none"
    return UsageError(f"no turn of a loop and no call is labelled '{pattern}'", help=there)


def _long_calls(trace: Trace) -> set[int]:
    """The calls that made many tensors without a name, in them or in what they called."""
    scopes = trace.scopes
    if not any(scope.kind == "call" for scope in scopes):
        return set()
    counts = [0] * len(scopes)
    for t in trace.tensors:
        if t.scope is not None and not t.names and t.op not in (None, "grad"):
            counts[t.scope] += 1
    for i in range(len(scopes) - 1, -1, -1):
        parent = scopes[i].parent
        if parent is not None:
            counts[parent] += counts[i]
    return {
        i for i, scope in enumerate(scopes) if scope.kind == "call" and counts[i] > _MOST_UNNAMED
    }


def _filled(trace: Trace, within: Sequence[int | None]) -> dict[int, Fold]:
    """The folded scopes with what is in them; `within` says for each scope which it lies in."""
    if not any(outer is not None for outer in within):
        return {}
    living = {v.tensor for v in trace.variables.values() if v.tensor is not UNSET}
    living.update(root for run in trace.passes for root in run.roots)
    folds: dict[int, Fold] = {}
    for t in trace.tensors:
        outer = None if t.scope is None else within[t.scope]
        if outer is None:
            continue
        fold = folds.setdefault(outer, Fold(outer, [], [], {}))
        fold.names.update(dict.fromkeys(t.names))
        if t.op not in (None, "grad"):
            fold.ops.append(t.id)
        if trace.scopes[outer].kind == "loop" or t.id not in living:
            fold.members.append(t.id)
    return folds
