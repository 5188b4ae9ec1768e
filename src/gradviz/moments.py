"""Any moment of a program: from the Trace of all of it to the Trace as it stood then.

The timeline says what a moment needs: how many tensors existed by each event, which names were
bound, what each `.grad` became. `at_line` and `at_pass` are pure: the Trace that they are given
stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from gradviz.errors import UsageError
from gradviz.trace import (
    BackwardPass,
    Event,
    EventKind,
    Gradient,
    Span,
    TensorRecord,
    Trace,
    Value,
    Variable,
    first_versions,
)


def at_line(trace: Trace, line: int) -> Trace:
    """The Trace as it stood when that line, counted from 1, had run for the last time.

    Raises UsageError where the line left no mark: it did not run, or did nothing with tensors.
    """
    cut = _after_line(trace, line)
    if cut is None:
        raise _no_such_line(trace, line)
    return _until(trace, cut)


def at_pass(trace: Trace, number: int) -> Trace:
    """The Trace as it stood right after a backward pass: 1 is the first, -1 the last.

    Raises UsageError where there are not so many.
    """
    count = len(trace.passes)
    index = number - 1 - _folded(trace) if number > 0 else count + number
    if number == 0 or not 0 <= index < count:
        raise _no_such_pass(trace, number)
    return _until(trace, _after_pass(trace, index))


# ── where a moment is ─────────────────────────────────────────────────────────────────────────────


class _Cut(NamedTuple):
    """A moment: so many events have happened, and so many tensors exist."""

    events: int
    tensors: int


def _after_line(trace: Trace, line: int) -> _Cut | None:
    """When a line had run for the last time: one that a statement begins on, else is part of.

    A call on the line is over then: its return is an event.
    """
    for is_there in (_begins_on, _covers):
        events = [i for i, event in enumerate(trace.timeline) if is_there(event.span, line)]
        tensors = [t.id for t in trace.tensors if is_there(t.span, line) and not _only_seen_anew(t)]
        if events or tensors:
            return _settled(trace, _last(trace, events[-1:], tensors[-1:]))
    return None


def _begins_on(span: Span | None, line: int) -> bool:
    return span is not None and span.line == line


def _covers(span: Span | None, line: int) -> bool:
    return span is not None and span.line <= line <= span.end_line


def _only_seen_anew(t: TensorRecord) -> bool:
    """Whether this state of a tensor has come from elsewhere than its expression.

    Its flag was set, or its base has been changed.
    """
    return t.version_of is not UNSET and t.op in (None, "as_strided")


def _last(trace: Trace, events: Sequence[int], tensors: Sequence[int]) -> _Cut:
    """The moment after both an event and a tensor, of which one may be missing."""
    timeline = trace.timeline
    count = timeline[events[0]].tensors if events else 0
    if not tensors or tensors[0] < count:
        return _Cut(events[0] + 1, count)
    made = tensors[0] + 1
    later = (i for i, event in enumerate(timeline) if event.tensors >= made)
    return _Cut(next(later, len(timeline)), made)


def _after_pass(trace: Trace, index: int) -> _Cut:
    """When a pass had ended: after the last `.grad` that it changed."""
    timeline = trace.timeline
    begun = _passes_begun(timeline).get(index)
    if begun is None:  # by a source that keeps no timeline
        return _Cut(len(timeline), len(trace.tensors))
    end = begun + 1
    for i in range(begun + 1, len(timeline)):
        event = timeline[i]
        if event.kind == "backward":
            break
        if event.kind == "grad" and event.span == timeline[begun].span:
            end = i + 1
    return _settled(trace, _Cut(end, timeline[end - 1].tensors))


def _settled(trace: Trace, cut: _Cut) -> _Cut:
    """The moment, with what its last event made by itself: gradients, and views seen anew."""
    timeline, tensors = trace.timeline, trace.tensors
    until = timeline[cut.events].tensors if cut.events < len(timeline) else len(tensors)
    made = cut.tensors
    while made < until and (
        tensors[made].span is None
        or (tensors[made].op == "as_strided" and _only_seen_anew(tensors[made]))
    ):
        made += 1
    return _Cut(cut.events, made)


def _made_by_itself(t: TensorRecord) -> bool:
    return t.span is None or (t.op == "as_strided" and _only_seen_anew(t))


def _passes_begun(timeline: Sequence[Event]) -> dict[int, int]:
    """For each pass the event that began it: the last, where earlier tries failed at once."""
    return {
        event.index: i
        for i, event in enumerate(timeline)
        if event.kind == "backward" and event.index is not UNSET
    }


# ── what there is, where there is no such moment ──────────────────────────────────────────────────


def _no_such_line(trace: Trace, line: int) -> UsageError:
    spans = [event.span for event in trace.timeline] + [t.span for t in trace.tensors]
    lines = sorted({span.line for span in spans if span is not None})
    if not lines:
        return UsageError(f"line {line} made no tensor", help="no line of the program did")
    nearest = min(lines, key=lambda other: (abs(other - line), -other))
    return UsageError(
        f"line {line} did not run, or did nothing with tensors",
        help=f"the nearest line that did: --at {nearest}",
    )


def _folded(trace: Trace) -> int:
    """How many backward passes were dropped with the steps that are folded."""
    return sum(scope.folded.passes for scope in trace.scopes if scope.folded)


def _no_such_pass(trace: Trace, number: int) -> UsageError:
    count = len(trace.passes)
    if not count:
        return UsageError(
            f"there is no backward pass {number}: the program has none",
            help="--at LINE shows the moment after a line",
        )
    folded = _folded(trace)
    if 0 < number <= folded:
        return UsageError(
            f"backward pass {number} is folded: the trace has the last {count} of {folded + count}",
            help="--keep all keeps all of them",
        )
    choice = "1" if count == 1 else f"1 to {count}"
    return UsageError(
        f"there is no backward pass {number}: the program has {count}",
        help=f"passes are counted from {choice}, and from the end: -1 is the last",
    )


# ── what it was like then ─────────────────────────────────────────────────────────────────────────


def _until(trace: Trace, cut: _Cut) -> Trace:
    """The Trace up to a moment."""
    if cut == (len(trace.timeline), len(trace.tensors)):
        return trace
    return _Past(trace, cut).trace()


class _Past:
    """What was so at a moment, taken from what had happened by then and what happened later.

    A tensor that is changed in place has several records; what is said of one is true of all.
    """

    def __init__(self, trace: Trace, cut: _Cut) -> None:
        self.whole = trace
        self.events = trace.timeline[: cut.events]
        self.later = trace.timeline[cut.events :]
        self.tensors = trace.tensors[: cut.tensors]
        self.firsts = first_versions(trace)
        self.latest = {self.firsts[t.id]: t.id for t in self.tensors}
        begun = _passes_begun(trace.timeline)
        self.passes = [
            run
            for i, run in enumerate(trace.passes)
            if begun.get(i, 0) < len(self.events) and max(_on_the_way(run), default=0) < cut.tensors
        ]  # no pass comes to tensors that do not exist yet, unless a stranger says so
        self.tried = any(event.kind == "backward" for event in self.events)
        self.reached = {i for run in self.passes for i in _on_the_way(run)}
        self.stored = {i for run in self.passes for i in _kept(run)}

    def trace(self) -> Trace:
        """All of it."""
        whole, events = self.whole, self.events
        scopes = max((t.scope for t in self.tensors if t.scope is not None), default=-1) + 1
        printed = (event.text for event in events if event.kind == "print")
        return Trace(
            schema=whole.schema,
            source=whole.source,
            tensors=self.records(),
            variables=self.variables(),
            passes=self.passes,
            timeline=events,
            scopes=whole.scopes[:scopes],
            output="".join(text for text in printed if text is not UNSET),
            warnings=whole.warnings[: sum(event.kind == "warning" for event in events)],
            error=whole.error if any(event.kind == "error" for event in events) else None,
        )

    def of(self, kind: EventKind, events: Sequence[Event]) -> Iterator[tuple[int, Event]]:
        """The events of a kind that concern a tensor, each with the tensor's first version."""
        for event in events:
            if event.kind == kind and event.tensor is not UNSET:
                yield self.firsts[event.tensor], event

    # ── tensors ───────────────────────────────────────────────────────────────────────────────

    def records(self) -> list[TensorRecord]:
        """The tensors that existed."""
        names = self.names_to_come()
        flags = self.flags()
        retaining = self.retaining()
        grads = self.grads()
        overwritten = self.overwritten()
        records = []
        for t in self.tensors:
            first = self.firsts[t.id]
            latest = self.latest[first] == t.id
            now = replace(
                t,
                names=[name for name in t.names if (name, first) not in names],
                requires_grad=flags.get(first, t.requires_grad) if t.is_leaf else t.requires_grad,
                retains_grad=latest and first in retaining,
                grad=grads.get((first, *t.shape)) if latest else None,
            )
            before = overwritten.get(t.id)
            if before is not None:
                now.value = None if before.value is UNSET else before.value
                now.version = t.version if before.index is UNSET else before.index
            now.gradient, now.reason = self.gradient(now, t, latest)
            records.append(now)
        return records

    def names_to_come(self) -> set[tuple[str | UnsetType, int]]:
        """The names that tensors got only later."""
        had = {(event.name, first) for first, event in self.of("assign", self.events)}
        return {(event.name, first) for first, event in self.of("assign", self.later)} - had

    def flags(self) -> dict[int, bool]:
        """`requires_grad` of the tensors whose flag the program sets, at any time."""
        later = list(self.of("requires_grad", self.later))
        to_come = {first: not event.value for first, event in reversed(later)}
        return to_come | {
            first: bool(event.value) for first, event in self.of("requires_grad", self.events)
        }

    def retaining(self) -> set[int]:
        """The tensors that `retain_grad()` had been called of."""
        asked = {first for first, _ in self.of("retain_grad", self.events)}
        to_come = {first for first, _ in self.of("retain_grad", self.later)} - asked
        return {self.firsts[t.id] for t in self.whole.tensors if t.retains_grad} - to_come

    def grads(self) -> dict[tuple[int, ...], Value]:
        """What each `.grad` was, by first version and shape, which `y.t_()` changes.

        Where the timeline does not tell, it is what it became in the end.
        """
        told = {first for first, _ in self.of("grad", self.whole.timeline)}
        grads = {
            (self.firsts[t.id], *t.shape): t.grad
            for t in self.whole.tensors
            if t.id in self.stored and self.firsts[t.id] not in told
        }
        for first, event in self.of("grad", self.events):
            assert event.tensor is not UNSET
            shape = self.whole.tensors[event.tensor].shape
            grads[first, *shape] = None if event.value is UNSET else event.value
        return grads

    def overwritten(self) -> dict[int, Event]:
        """For a tensor whose elements were changed through another one later: what they were."""
        return {
            event.tensor: event
            for event in reversed(self.later)
            if event.kind == "value" and event.tensor is not UNSET
        }

    def gradient(self, now: TensorRecord, end: TensorRecord, latest: bool) -> tuple[Gradient, str]:
        """The state of a gradient, and why; `end` is the record as the program left it."""
        if now.grad is not None:
            why = "leaf" if now.is_leaf else "inputs="
            return "kept", "retain_grad()" if now.retains_grad else why
        if now.id in self.reached:
            return "passed", self.passed(now, latest)
        if end.gradient == "none" and now.requires_grad == end.requires_grad:
            stopped = end.reason == _STOPPED and len(self.events) == len(self.whole.timeline)
            if stopped or end.reason not in _OF_PASSES:
                return "none", end.reason
        if not now.requires_grad:
            return "none", "requires_grad=False"
        if self.passes:
            return "none", _NOT_REACHED
        return "none", _RAISED if self.tried else _NOT_CALLED

    def passed(self, now: TensorRecord, latest: bool) -> str:
        """Why a tensor that a gradient came to has none."""
        if not now.is_leaf:
            return "passed, not kept"
        if not latest:
            return "changed in place since"
        return "set to None since" if now.id in self.stored else "given back by autograd.grad()"

    # ── variables ─────────────────────────────────────────────────────────────────────────────

    def variables(self) -> dict[str, Variable]:
        """What the names of the program itself were bound to, as far as the timeline tells."""
        found: dict[str, Variable] = {}
        for event in self.events:
            name = event.name
            if name is UNSET or event.local or "." in name:
                continue
            if event.kind == "delete" or (event.tensor is UNSET and event.value is UNSET):
                found.pop(name, None)  # or a value that the timeline does not tell
            else:
                found[name] = self.variable(event)
        return found

    def variable(self, event: Event) -> Variable:
        """What a name was bound to; a tensor that has been changed since, in its latest version."""
        if event.tensor is UNSET:
            return Variable(value=event.value)
        return Variable(tensor=self.latest.get(self.firsts[event.tensor], event.tensor))


_NOT_CALLED = "backward() was not called"
_RAISED = "the backward pass raised an error"
_NOT_REACHED = "not on a path to the root"
_STOPPED = "an error stopped backward()"
_OF_PASSES = (_NOT_CALLED, _RAISED, _NOT_REACHED, _STOPPED)


def _on_the_way(run: BackwardPass) -> Iterator[int]:
    """The tensors that a pass came to."""
    yield from run.roots
    for step in run.steps:
        yield step.tensor
        yield from (product.input for product in step.products)


def _kept(run: BackwardPass) -> Iterator[int]:
    """The tensors whose `.grad` a pass may have changed."""
    if run.kind == "backward":
        yield from run.roots
    for step in run.steps:
        yield from (product.input for product in step.products if product.kept)
