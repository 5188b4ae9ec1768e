"""The state of one run: the tape, the budget, and the record of what has happened so far."""

from __future__ import annotations

from collections.abc import Callable
from sys import getrefcount
from typing import TYPE_CHECKING, Any, Literal
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from gradviz.engine.autograd import Pass
from gradviz.engine.dtypes import Array
from gradviz.engine.messages import TorchError
from gradviz.engine.random import UNSEEDED, Generator
from gradviz.engine.tape import Tape
from gradviz.engine.tensor import Node, Site, Tensor
from gradviz.errors import LimitError
from gradviz.language.printing import DEFAULT, PrintOptions
from gradviz.language.program import Program
from gradviz.language.trace_values import values_of
from gradviz.language.values import ExceptionValue, Frame, GradFn
from gradviz.limits import Budget, exceeded
from gradviz.trace import EventKind

if TYPE_CHECKING:
    from gradviz.language.functional.forward_ad import Duals
    from gradviz.language.functional.levels import Nested
    from gradviz.language.objects import Instance
    from gradviz.language.standard.copying import Deep


class Occurrence(msgspec.Struct, gc=False, eq=False):
    """An entry of the timeline before it is written into the Trace."""

    site: Site | None
    kind: EventKind
    nodes: int
    """How many nodes the tape had by then."""
    scope: int | None
    name: str = ""
    node: int | None = None
    value: object = None
    text: str = ""
    index: int = -1
    local: bool = False


_LONGEST_TURN = 1000
"""Bits of an integer that is written out: Python refuses to write very long ones."""


AUTO = 0
"""`Steps.keep`: all steps as long as half of what the program may use is left."""


class Turns(msgspec.Struct, gc=False):
    """What a scope stands for after turns of a loop have been folded into it."""

    last: str
    """The label of the last of them."""
    end: int
    """The last scope's number that was in them."""
    turns: int = 1
    tensors: int = 0
    """How many tensors were dropped."""
    passes: int = 0
    at: int = 0
    """How many nodes there were before them."""


class Opened(msgspec.Struct, gc=False, eq=False):
    """A turn of a loop or a call, before it is written into the Trace as a scope."""

    kind: Literal["loop", "call"]
    name: str
    turn: str | int | float | None
    """What the loop's variable was, or the number of the turn; None for a call."""
    site: Site
    parent: int | None
    function: str = ""
    """The name of the program's function that was called."""
    folded: Turns | None = None
    """What it stands for, beside itself, where it is the first of turns that were folded."""

    def label(self) -> str:
        """ "step=3" for a turn, "f()" for a call."""
        if self.kind == "call":
            return f"{self.name}()"
        turn = self.turn
        huge = isinstance(turn, int) and turn.bit_length() > _LONGEST_TURN
        label = f"{self.name}={'…' if huge else str(turn)[:20]}"
        return f"{label} … {self.folded.last}" if self.folded and self.folded.turns > 1 else label


class Steps(msgspec.Struct):
    """The steps of training, and what is known of those that were folded."""

    keep: int | None
    """How many are kept, the last ones; None is all of them, AUTO as many as can be."""
    turns: list[int] = []
    """Those that are not folded: the innermost turns of loops around backward passes."""
    due: bool = False
    """Whether there is one that has not been thought of in folding."""
    reached: set[int] = set()
    """The nodes that passes of folded ones came to."""
    stored: set[int] = set()
    """Those to whose `.grad` such a pass has added."""


class Scopes(dict[int, Opened]):
    """Turns and calls by their numbers, in order; those that were folded are not there."""

    opened = 0
    """How many there have been."""

    def __missing__(self, number: int) -> Opened:
        return self[self.present(number)]

    def present(self, number: int) -> int:
        """The number of a scope, or of the one that it was folded into."""
        if number in self:
            return number
        return next(
            first for first, scope in self.items()
            if scope.folded is not None and first < number <= scope.folded.end
        )  # fmt: skip


class Warned(msgspec.Struct, frozen=True):
    """A warning that PyTorch would have shown."""

    category: str
    text: str
    site: Site | None


NAMERS: dict[type, Callable[[Machine, str, Any, Site], None]] = {}
"""What else a variable's name is good for: a module's gives its parameters theirs."""


class Machine:
    """What the constructs and the builtins of a running program act on."""

    def __init__(
        self,
        program: Program,
        budget: Budget,
        max_values: int = 1000,
        seed: int | None = None,
        keep: int | None = None,
    ) -> None:
        self.program = program
        self.budget = budget
        self.max_values = max_values
        """A tensor of more elements is summarised in the Trace."""
        self.tape = Tape(budget)
        self.tape.warn = lambda caution, site: self.warn(
            "UserWarning", caution.text, site, once=caution.once
        )
        self.tape.overwriting = self.overwriting
        self.seed = seed
        """Of generators that the program does not seed; None where nobody chose one."""
        self.generator = Generator(unseeded=UNSEEDED if seed is None else seed)
        """PyTorch's own; whether it was used without a seed is for the command line to say."""
        self.generators: dict[type, object] = {}
        """Those of numpy and Python by their types, once they have been used."""
        self.globals = Frame()
        self.passes: list[Pass] = []
        self.timeline: list[Occurrence] = []
        self.output: list[str] = []
        self.warnings: list[Warned] = []
        self.scopes = Scopes()
        self.steps = Steps(keep)
        self.print_options: PrintOptions = DEFAULT
        self.depth = 0
        self.module_paths: WeakKeyDictionary[Instance, str] = WeakKeyDictionary()
        """How each module that is alive is reached from a variable: "net.fc1"."""
        self.copying: list[Deep] = []
        """The deep copies that are being made, innermost last."""
        self.library: dict[str, object] = {}
        """What the pages of ours have defined, by its full name in torch."""
        self.levels: list[Nested] = []
        """The transforms of torch.func that are running, innermost last."""
        self.duals: Duals | None = None
        """The tensors that carry tangents, while a level of torch.autograd.forward_ad is open."""
        self.handling: list[ExceptionValue] = []
        """The exceptions whose handlers are running, innermost last."""
        self.statement: Site | None = None
        """The statement that is running: where a limit ends the program."""
        self.accepted: dict[str, None] = {}
        """What the program has that only shows something, and does nothing here."""
        self.switches: dict[tuple[str, str], object] = {}
        """What the program has set in torch.backends, by the module and the name."""
        self.clocks = False
        """Whether the program has a module that tells the time."""
        self.warning_filter: Callable[[str, str, Site], bool] | None = None
        """Whether a warning is not to be shown, once the program has asked for any such thing."""
        self._warned: set[tuple[str, object]] = set()
        self._names: set[str] = set()
        """What has been a tensor's name."""
        self._touched: list[Tensor] = []  # `.grad`s that are being changed through others
        self._grad_fns: dict[int, GradFn] = {}
        self._identities: dict[int, tuple[int, object]] = {}

    def note(
        self,
        kind: EventKind,
        site: Site | None,
        *,
        name: str = "",
        node: int | None = None,
        value: object = None,
        text: str = "",
        index: int = -1,
        local: bool = False,
    ) -> None:
        """Adds an entry to the timeline."""
        count = len(self.tape.nodes)
        if kind == "backward" and self.steps.keep is not None:
            self._stepped()
        if site is not None and not site[0]:
            site = self.shown(site)
        scope = self.tape.scope
        self.timeline.append(
            Occurrence(site, kind, count, scope, name, node, value, text, index, local)
        )

    def _stepped(self) -> None:
        """Notes the turn of a loop that a backward pass runs in."""
        scope = self.tape.scope
        while scope is not None:
            opened = self.scopes[scope]
            if opened.kind == "loop":
                turns = self.steps.turns
                if not turns or turns[-1] != scope:
                    turns.append(scope)
                    self.steps.due = True
                return
            scope = opened.parent

    def fold(self) -> None:
        """As a loop goes into its next turn after a step: drops earlier ones where it is time."""
        self.steps.due = False
        if len(self.steps.turns) > 1:
            from gradviz.language.keeping import fold_at_turn  # noqa: PLC0415  # seldom needed

            fold_at_turn(self)

    def shown(self, site: Site | None) -> Site | None:
        """A place in the program: that of the call, where the place is on a page of ours."""
        scope = self.tape.scope
        while site is not None and not site[0] and scope is not None:
            opened = self.scopes[scope]
            site, scope = opened.site, opened.parent
        return site

    def site_of_pass(self, site: Site) -> Site:
        """Where the backward pass was asked for that calls what `site` has given it to call."""
        run = self.passes[-1]
        self.grads_stored(run)
        return run.site or site

    def grads_stored(self, run: Pass) -> None:
        """Notes what a pass has put into `.grad` since it was noted last."""
        while run.kept:
            self.grad_changed(run.kept.pop(next(iter(run.kept))), run.site)

    def bound(self, name: str, value: object, site: Site) -> None:
        """Notes that a variable got a value: a tensor takes the name."""
        if type(value) is Tensor:
            if name not in value.names:
                value.names = (*value.names, name)
                self._names.add(name)
            tape = self.tape
            self.timeline.append(
                Occurrence(site, "assign", len(tape.nodes), tape.scope, name, value.at)
            )
        else:
            namer = NAMERS.get(type(value))
            if namer is not None:
                namer(self, name, value, site)
            if name in self._names:
                self.note("assign", site, name=name, value=value)

    def bound_within(self, name: str, value: object, site: Site) -> None:
        """The same for a variable of a function, a class or a comprehension."""
        noted = len(self.timeline)
        self.bound(name, value, site)
        for occurrence in self.timeline[noted:]:
            occurrence.local = True

    def named(self, tensor: Tensor, name: str, site: Site) -> None:
        """Notes that a tensor has a name which is no variable: a module's path to it."""
        tensor.names = (name,)
        self.note("assign", site, name=name, node=tensor.at)

    def grad_changed(self, tensor: Tensor, site: Site | None) -> None:
        """Notes what the `.grad` of a tensor is from now on."""
        grad = tensor.grad
        value: object = None
        if grad is not None:
            grad.owner = tensor.at
            value = grad.data if isinstance(grad.data, np.generic) else self.snapshot(grad.data)
        self.note("grad", site, node=tensor.at, value=value)

    def snapshot(self, data: Array) -> object:
        """Elements as they are now: a copy, or a summary where there are many."""
        if data.size > self.max_values:
            return values_of([data], self.max_values)[0]
        self.budget.charge_op(data.size, data.size)
        return data.copy()

    def overwriting(self, tensor: Tensor) -> None:
        """Notes the elements of a tensor that is about to be changed through another one."""
        value = self.snapshot(tensor.data)
        self.note("value", self.statement, node=tensor.at, value=value, index=tensor.version)
        if tensor.owner is not None:
            self._touched.append(tensor)

    def overwriting_array(self, array: Array) -> None:
        """The same of the tensors that share an array of numpy's."""
        for tensor in self.tape.sharing.holders(self.tape, array):
            self.overwriting(tensor)

    def changed_in_place(self, tensor: Tensor, site: Site) -> Tensor:
        """Notes an in-place change of what is some tensor's `.grad`."""
        if tensor.owner is None and not self._touched:
            return tensor
        for changed in (tensor, *self._touched):
            if changed.owner is not None:
                owner = self.tape.nodes[changed.owner].tensor
                if owner.grad is changed:
                    self.grad_changed(owner, site)
        self._touched = []
        return tensor

    def print(self, text: str, site: Site) -> None:
        """Adds to what the program prints."""
        self.budget.charge_output(len(text))
        self.output.append(text)
        self.note("print", site, text=text)

    def warn(self, category: str, text: str, site: Site, *, once: bool = False) -> None:
        """Shows a warning as Python does: once for each line, or `once` for the whole program.

        Unless a filter of the program's says otherwise.
        """
        site = self.shown(site) or site
        if self.warning_filter is not None and self.warning_filter(category, text, site):
            return
        key = (text, None if once else site[0])
        if key in self._warned:
            return
        self._warned.add(key)
        self.note("warning", site, index=len(self.warnings))
        self.warnings.append(Warned(category, text, site))

    def grad_fn(self, tensor: Tensor) -> GradFn | None:
        """The node of the backward graph that made a tensor, as a value; None for a leaf."""
        return None if tensor.is_leaf else self.grad_fn_of(self.tape.nodes[tensor.at])

    def grad_fn_of(self, node: Node) -> GradFn:
        """A node as a value: always the same object for the same node."""
        node = node.history or node
        first = node.id - node.output
        found = self._grad_fns.get(first)
        if found is None:
            name = self.tape.grad_fn_of(node) or "AccumulateGrad"
            found = self._grad_fns[first] = GradFn(name, self.tape.nodes[first])
        return found

    def held_grad_fns(self) -> list[GradFn]:
        """Those that the program may hold."""
        found = list(self._grad_fns.values())
        probe = GradFn("", None)  # type: ignore[arg-type]
        counts = [getrefcount(grad_fn) for grad_fn in [*found, probe]]
        ours = counts.pop() - 1  # the name `probe`; for the others the list and the dict
        return [fn for fn, count in zip(found, counts, strict=True) if count - 2 > ours]

    def keep_grad_fns(self) -> None:
        """After ids have changed: keeps those that the program may hold."""
        self._grad_fns = {fn.node.id - fn.node.output: fn for fn in self.held_grad_fns()}

    def identity(self, value: object) -> int:
        """`id(value)`: the same number for the same object, and the same in every run."""
        known = self._identities.get(id(value))
        if known is None:  # the value is kept, lest another takes its place in memory
            known = self._identities[id(value)] = (len(self._identities), value)
        return 0x7F00_0000_0000 + 64 * known[0]

    def limited(self, error: LimitError, site: Site) -> LimitError:
        """The error of a limit, with the innermost statement of the program that came to it."""
        if error.span is None and site[0]:
            error.span = self.program.span(site)
        return error

    def enter(self) -> None:
        """Goes one call deeper; whoever calls it takes one off `depth` afterwards."""
        self.depth += 1
        if self.depth > self.budget.limits.depth:
            depth, self.depth = self.depth, self.depth - 1
            raise exceeded("depth", depth, self.budget.limits.depth)

    def open(
        self,
        kind: Literal["loop", "call"],
        name: str,
        turn: str | int | float | None,
        site: Site,
        function: str = "",
    ) -> int | None:
        """Begins a turn of a loop or a call within the scope that is open; gives that one back."""
        around = self.tape.scope
        number = self.tape.scope = self.scopes.opened
        self.scopes.opened = number + 1
        self.scopes[number] = Opened(kind, name, turn, site, around, function)
        return around


def located(error: TorchError, site: Site) -> TorchError:
    """The error, with the place where it was raised unless it knows it already."""
    if error.site is None:
        error.site = site
    return error


def native_error(error: Exception, site: Site | None = None) -> TorchError:
    """What Python itself says of plain values, as an error of the program."""
    text = str(error)
    raised = TorchError(type(error).__name__, text, "GV150")
    raised.args = error.args if isinstance(error, KeyError) else (text,)
    raised.site = site
    return raised
