"""Which steps a Trace keeps: what earlier ones left behind is dropped while the program runs.

A step is a turn of the innermost loop around a backward pass. The steps before the last ones are
folded: one scope stands for all of those turns (and for a turn of an outer loop that has no other
steps), and of what was made in them there remains only what something still needs: the tensors that
the program holds, their history, what a kept step read. All ids are made dense again, so that tape,
passes and timeline look as though nothing else had ever been made.

Whether the program holds a tensor is told by its reference count, as in PyTorch: whoever refers to
it beside the tape, its other tensors and the passes.
"""

from __future__ import annotations

import gc
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import and_

import numpy as np

from gradviz.engine.autograd import Pass
from gradviz.engine.dtypes import float32
from gradviz.engine.tensor import Node, Tensor
from gradviz.language.functional.custom import Application
from gradviz.language.machine import AUTO, Machine, Occurrence, Turns
from gradviz.trace import EventKind

SLACK = 4
"""So many steps more than are to be kept are waited for before any are folded."""


def fold_at_turn(machine: Machine) -> None:
    """Folds where it is time to: as a loop goes into its next turn."""
    keep, budget = machine.steps.keep, machine.budget
    if keep == AUTO:
        limits = budget.limits
        if 2 * budget.ops < limits.ops or 2 * budget.elements < limits.elements:
            fold(machine, 1)
    elif keep is not None and len(machine.steps.turns) > keep + SLACK:
        fold(machine, keep)


def fold_at_end(machine: Machine) -> None:
    """Folds all but the steps that are to be kept, once the program has ended."""
    if machine.steps.keep:
        fold(machine, machine.steps.keep)
        fold(machine, machine.steps.keep, again=True)  # what only something dropped had held


def fold(machine: Machine, keep: int, *, again: bool = False) -> None:
    """Folds all steps but the last `keep`, and but those that are not over yet.

    Not where ids are in the hands of what runs: within a backward pass, a transform, with hooks on
    what is saved, with anomaly detection. `again`: even where no more steps are to be folded.
    """
    tape = machine.tape
    busy = tape.running or machine.levels or machine.duals or machine.copying
    if busy or tape.packed or tape.anomaly:
        return
    tape.sharing.look(tape)
    turns = machine.steps.turns
    kept = set(turns[-keep:])
    current = set(_upwards(machine, tape.scope))
    kept.update(turn for turn in turns if turn in current)
    old = [turn for turn in turns if turn not in kept]
    if old or again:
        spared = current.union(*(_upwards(machine, turn) for turn in kept))
        machine.steps.turns = [turn for turn in turns if turn in kept]
        _Fold(machine, _heads(machine, old, spared)).run()


def _heads(machine: Machine, old: Iterable[int], spared: set[int]) -> set[int]:
    """The turns to fold, and those that are folded: the outermost that have no other steps."""
    scopes = machine.scopes
    heads = set()
    for number in [*old, *(n for n, scope in scopes.items() if scope.folded is not None)]:
        head = number
        for above in _upwards(machine, scopes[number].parent):
            if above in spared:
                break
            if scopes[above].kind == "loop":
                head = above
        heads.add(head)
    return heads


def _upwards(machine: Machine, scope: int | None) -> Iterator[int]:
    """A scope and those around it, from the innermost."""
    scopes = machine.scopes
    while scope is not None:
        scope = scopes.present(scope)
        yield scope
        scope = scopes[scope].parent


class _Fold:
    """One fold: finds what is needed, drops the rest, makes the ids dense."""

    def __init__(self, machine: Machine, heads: set[int]) -> None:
        self.machine = machine
        self.nodes = machine.tape.nodes
        self.heads = heads
        self.target: dict[int, int] = {}
        """For each scope that is folded the one that stands for it."""
        self._find_scopes()
        present = machine.scopes.present
        made_in = [None if node.scope is None else present(node.scope) for node in self.nodes]
        self.made = bytearray([scope in self.target for scope in made_in])
        """For each node whether it was made in the turns."""
        self.base = max(self.made.find(1), 0)
        """Before it nothing is dropped."""
        self.dropped_passes = self._dropped_passes()
        self.needed = bytearray()
        self.pending: list[int] = []
        self.alive: set[int] = set()
        """The needed tensors, by `id`."""
        self.inside: list[bool] = []
        """For each entry of the timeline whether it happened in the turns."""
        self.before: list[Node] = []
        self.places: list[int] = []
        """How many nodes stay of those before each one: the new id of one that stays."""
        self.states: dict[int, list[int]] = {}
        """By the `id` of a tensor the new ids of its states."""

    def run(self) -> None:
        """All of it."""
        self._mark()
        made = sum(self.made)
        if 2 * sum(map(and_, self.needed, self.made)) > made:
            gc.collect()  # of the program's functions and instances, which may form cycles
            self._mark()
        self._settle_sites()
        self.inside = [self._is_inside(occurrence) for occurrence in self.machine.timeline]
        self._fold_scopes()
        self._renumber()
        held = sum([node.data.size for node in self.nodes])
        self.machine.budget.give_back(len(self.nodes), held)

    # ── scopes ────────────────────────────────────────────────────────────────────────────────

    def _find_scopes(self) -> None:
        """Which scopes are folded into which."""
        scopes, target = self.machine.scopes, self.target
        stands: dict[object, int] = {}
        for number, scope in scopes.items():
            parent = None if scope.parent is None else scopes.present(scope.parent)
            if number in self.heads:
                target[number] = stands.setdefault((scope.site, parent), number)
            elif parent in target:
                assert parent is not None
                target[number] = target[parent]

    def _fold_scopes(self) -> None:
        """Puts one scope in the place of the turns of a loop, and counts what is dropped."""
        scopes, present = self.machine.scopes, self.machine.scopes.present
        began = dict.fromkeys(self.target.values(), len(self.nodes))
        for i in range(len(self.nodes) - 1, self.base - 1, -1):
            if self.made[i]:
                began[self.target[present(self.nodes[i].scope)]] = i  # type: ignore[arg-type]
        for number, into in self.target.items():
            scope = scopes[number]
            own = scope.folded or Turns(scope.label(), number, at=began[into])
            if number == into:
                scope.folded = own
                continue
            stands = scopes[into].folded
            assert stands is not None
            if number in self.heads:
                stands.turns += own.turns
                stands.last = own.last
            stands.tensors += own.tensors
            stands.passes += own.passes
            stands.end = max(stands.end, own.end)
        for i in range(self.base, len(self.nodes)):
            if not self.needed[i]:
                self._turns_of(present(self.nodes[i].scope)).tensors += 1  # type: ignore[arg-type]
        for index in self.dropped_passes:
            scope_of_root = self.nodes[self.machine.passes[index].roots[0]].scope
            within = None if scope_of_root is None else present(scope_of_root)
            self._turns_of(within if within in self.target else min(self.target)).passes += 1
        for number, into in self.target.items():
            if number != into:
                del scopes[number]

    def _settle_sites(self) -> None:
        """Has what was made on a page of ours stand where that was called."""
        scopes = self.machine.scopes
        for i in range(self.base, len(self.nodes)):
            node = self.nodes[i]
            site, scope = node.site, node.scope
            if self.needed[i] and self.made[i] and site is not None and not site[0]:
                while scope is not None and not site[0]:
                    site, scope = scopes[scope].site, scopes[scope].parent
                node.site = site

    def _turns_of(self, scope: int) -> Turns:
        found = self.machine.scopes[self.target[scope]].folded
        assert found is not None
        return found

    # ── what is needed ────────────────────────────────────────────────────────────────────────

    def _dropped_passes(self) -> set[int]:
        """Those that began in the turns; one that failed at once has the number of the next."""
        begun = {
            occurrence.index: self._is_inside(occurrence)
            for occurrence in self.machine.timeline
            if occurrence.kind == "backward" and occurrence.index < len(self.machine.passes)
        }
        return {index for index, inside in begun.items() if inside}

    def _is_inside(self, occurrence: Occurrence) -> bool:
        """Whether something happened in the turns."""
        scope = occurrence.scope
        return scope is not None and self.machine.scopes.present(scope) in self.target

    def _mark(self) -> None:
        """Finds the nodes that must stay."""
        machine = self.machine
        self.needed = bytearray(1 - made for made in self.made)
        self.pending = [i for i, needed in enumerate(self.needed) if needed]
        self.alive = set()
        for tensor in _held(machine, [self.nodes[i] for i, made in enumerate(self.made) if made]):
            self._need_tensor(tensor)
        for grad_fn in machine.held_grad_fns():
            self._need(grad_fn.node.id)
        for index, run in enumerate(machine.passes):
            if index not in self.dropped_passes:
                for i in _ids(run):
                    self._need(i)
        while self.pending:
            self._need_what_it_has(self.nodes[self.pending.pop()])

    def _need(self, i: int) -> None:
        if not self.needed[i]:
            self.needed[i] = 1
            self.pending.append(i)

    def _need_tensor(self, tensor: Tensor) -> None:
        while id(tensor) not in self.alive:
            self.alive.add(id(tensor))
            self._need(tensor.at)
            if tensor.grad is not None:
                self._need_tensor(tensor.grad)
            if tensor.view is None:
                return
            tensor = tensor.view.base

    def _need_what_it_has(self, node: Node) -> None:
        """What a node that stays must have: its tensor, and what it was made from.

        Of a leaf that was made in the turns it is only told what there is besides.
        """
        needed = self.needed
        if node.wants or not self.made[node.id]:
            for i in node.inputs:
                if i is not None and not needed[i]:
                    self._need(i)
        if id(node.tensor) not in self.alive:
            self._need_tensor(node.tensor)
        if node.history is not None:
            self._need(node.history.id)
        if node.region is not None:
            self._need(node.region.view)
        if node.id in self.machine.tape.replaced:
            self._need(self.machine.tape.replaced[node.id])
        if node.op is not None and node.op.outputs:
            self._need_results(node)
            for application in _application(node):
                for tensor in _tensors_of(application):
                    self._need_tensor(tensor)

    def _need_results(self, node: Node) -> None:
        """All results of a call: they stand side by side."""
        first, nodes = node.id - node.output, self.nodes
        end = first
        while end < len(nodes) and nodes[end].op is node.op and nodes[end].output == end - first:
            self._need(end)
            end += 1

    # ── the new ids ───────────────────────────────────────────────────────────────────────────

    def _renumber(self) -> None:
        """Drops what is not needed, and closes the gaps."""
        machine, tape, nodes, needed = self.machine, self.machine.tape, self.nodes, self.needed
        self.places = [0, *accumulate(needed)]
        before = self.before = list(nodes)
        owners = [
            (tensor, before[tensor.owner].tensor)
            for tensor in {id(node.tensor): node.tensor for node in before}.values()
            if tensor.owner is not None and id(tensor) in self.alive
        ]
        for i, node in enumerate(before):
            if not needed[i]:
                for application in _application(node):
                    application.first = -1
                    node.attrs = {}  # a cycle
            else:
                if i >= self.base:
                    self._move(node)
                self.states.setdefault(id(node.tensor), []).append(node.id)
        for tensor, owner in owners:
            tensor.owner = owner.at if id(owner) in self.alive else None
        nodes[self.base :] = [node for i, node in enumerate(before) if needed[i] and i >= self.base]
        places = self.places
        tape.replaced = {places[i]: places[n] for i, n in tape.replaced.items() if needed[i]}
        tape.node_hooks = {places[i]: hooks for i, hooks in tape.node_hooks.items() if needed[i]}
        tape.hooks_before = {places[i]: h for i, h in tape.hooks_before.items() if needed[i]}
        machine.keep_grad_fns()
        tape.sharing.keep(self.alive, tape)
        for scope in machine.scopes.values():
            if scope.folded is not None:
                scope.folded.at = places[scope.folded.at]
        self._timeline()
        self._passes()

    def _move(self, node: Node) -> None:
        """Gives a node its new id, and what it refers to those of theirs."""
        places, old = self.places, node.id
        node.id = places[old]
        if node.tensor.at == old:
            node.tensor.at = node.id
        if node.region is not None:
            node.region.view = places[node.region.view]
        if self.made[old]:
            assert node.scope is not None
            node.scope = self.target[self.machine.scopes.present(node.scope)]
        if not node.output:
            for application in _application(node):
                application.first = node.id
        inputs = node.inputs
        if node.wants or all(i is None or self.needed[i] for i in inputs):
            node.inputs = tuple([None if i is None else places[i] for i in inputs])
        else:  # of a leaf; but the state before a change in place is told
            changed = inputs[0] is not None and self.before[inputs[0]].tensor is node.tensor
            states = self.states.get(id(node.tensor))
            node.inputs = (states[-1],) if changed and states else ()

    def _passes(self) -> None:
        """Drops the passes of the turns, but for where they came to."""
        machine, places, needed, base = self.machine, self.places, self.needed, self.base
        steps = machine.steps
        steps.reached = {places[i] for i in steps.reached if needed[i]}
        steps.stored = {places[i] for i in steps.stored if needed[i]}
        kept = []
        for index, run in enumerate(machine.passes):
            if index in self.dropped_passes:
                steps.reached.update([places[i] for i in _ids(run) if needed[i]])
                steps.stored.update([places[i] for i in _stored(run) if needed[i]])
                continue
            kept.append(run)
            if max(run.roots) < base:
                continue
            run.roots = tuple([places[i] for i in run.roots])
            run.kept = {places[i]: tensor for i, tensor in run.kept.items()}
            for step in run.steps:
                step.node = places[step.node]
                for product in step.products:
                    product.input = places[product.input]
        machine.passes[:] = kept

    def _timeline(self) -> None:
        """Drops what happened in the turns, but for what was said, and how they ended."""
        machine, timeline = self.machine, self.machine.timeline
        stays = [index not in self.dropped_passes for index in range(len(machine.passes))]
        numbers = [0, *accumulate(map(int, stays))]
        new: list[Occurrence] = []
        last: dict[object, Occurrence] = {}
        for occurrence, inside in zip(timeline, self.inside, strict=True):
            if last and not inside:
                new += self._lasting(last.values(), self.places[occurrence.nodes])
                last = {}
            node = occurrence.node
            if inside:
                occurrence.scope = self.machine.scopes.present(occurrence.scope)  # type: ignore[arg-type]
            if inside and occurrence.kind not in _SAID:
                self._note_last(last, occurrence)
                continue
            occurrence.nodes = self.places[occurrence.nodes]
            if node is not None:
                occurrence.node = self._state(node, occurrence.nodes)
                if occurrence.node is None:
                    continue
            if occurrence.kind == "backward":
                occurrence.index = numbers[occurrence.index]
            new.append(occurrence)
        new += self._lasting(last.values(), self.places[-1])
        timeline[:] = new

    def _note_last(self, last: dict[object, Occurrence], occurrence: Occurrence) -> None:
        """Puts what changes something that lives on in the place of such a change before.

        Of elements that were changed through another tensor it is the first that tells something.
        """
        kind, node = occurrence.kind, occurrence.node
        tensor = None if node is None else self.before[node].tensor
        if tensor is None if kind != "assign" else tensor and id(tensor) not in self.alive:
            return
        key = kind, occurrence.name or id(tensor)
        if kind == "value" and key in last:
            return
        last.pop(key, None)
        last[key] = occurrence

    def _lasting(self, last: Iterable[Occurrence], nodes: int) -> list[Occurrence]:
        """The last changes of what lives on, as of the end of the turns: of so many nodes."""
        stays = []
        for occurrence in last:
            occurrence.nodes = nodes
            if occurrence.node is not None:
                occurrence.node = self._state(occurrence.node, nodes)
                if occurrence.node is None:
                    continue
            stays.append(occurrence)
        return stays

    def _state(self, node: int, nodes: int) -> int | None:
        """The new id of a node, or of its tensor's last state among the first `nodes`."""
        if self.needed[node]:
            return self.places[node]
        states = self.states.get(id(self.before[node].tensor), [])
        at = bisect_left(states, nodes)
        return states[at - 1] if at else None


_SAID: frozenset[EventKind] = frozenset(("print", "warning", "error", "delete"))
"""What stays in the timeline of turns that are folded."""


def _held(machine: Machine, nodes: Sequence[Node]) -> list[Tensor]:
    """The tensors of these nodes that something beside our own records refers to."""
    tensors = list({id(node.tensor): node.tensor for node in nodes}.values())
    own = _references(machine)
    probe = Tensor(0, np.float32(0), float32)
    counts = [sys.getrefcount(tensor) for tensor in [*tensors, probe]]
    ours = counts.pop() - 1  # the name `probe`; for the others the list `tensors`
    return [
        tensor for tensor, count in zip(tensors, counts, strict=True)
        if count - 1 - own[id(tensor)] > ours
    ]  # fmt: skip


def _references(machine: Machine) -> Counter[int]:
    """How often our own records refer to each tensor, by `id`."""
    found = Counter([id(node.tensor) for node in machine.tape.nodes])
    applications = {}
    for node in machine.tape.nodes:
        for application in _application(node):
            applications[id(application)] = application
    for tensor in {id(node.tensor): node.tensor for node in machine.tape.nodes}.values():
        if tensor.grad is not None:
            found[id(tensor.grad)] += 1
        if tensor.view is not None:
            found[id(tensor.view.base)] += 1
    for run in machine.passes:
        found.update([id(tensor) for tensor in run.kept.values()])
    found.update([id(tensor) for tensor in machine.tape.sharing.tensors()])
    for application in applications.values():
        found.update([id(tensor) for tensor in _tensors_of(application)])
    return found


def _application(node: Node) -> list[Application]:
    """The call of a Function of the program's that made a node, if one did."""
    rule = node.attrs.get("rule")
    application = getattr(rule, "__self__", None)
    return [application] if isinstance(application, Application) else []


def _tensors_of(application: Application) -> list[Tensor]:
    """All that it refers to, as often as it does."""
    given = [arg for arg in application.args if type(arg) is Tensor]
    saved = [tensor for tensor, _ in application.saved if tensor is not None]
    for_forward = [tensor for tensor in application.saved_for_forward if tensor is not None]
    return [*given, *application.tensors, *saved, *for_forward, *application.dirty]


def _ids(run: Pass) -> Iterator[int]:
    """The nodes that a pass came to."""
    yield from run.roots
    yield from run.kept
    for step in run.steps:
        yield step.node
        for product in step.products:
            yield product.input


def _stored(run: Pass) -> Iterator[int]:
    """The nodes whose `.grad` a pass has added to."""
    if run.stores:
        for step in run.steps:
            yield from (product.input for product in step.products if product.kept)
