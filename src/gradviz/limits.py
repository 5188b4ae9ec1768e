"""What a program may spend, and the one place where spending is counted.

A cost is charged before it is spent: the interpreter charges each loop turn and call, the tape
charges each op with the elements it will make and the work it will do. Nothing that a program
says can therefore take more than the limits, whatever numpy would have allowed.
"""

from __future__ import annotations

import time

import msgspec

from gradviz.errors import LimitError


class Limits(msgspec.Struct, frozen=True):
    """The default limits keep any program under 1 GB of memory and 20 s of time."""

    source: int = 256 * 1024
    """Bytes of source text."""
    trace: int = 32 * 1024 * 1024
    """Bytes of a trace that is read back: decoded it may take twenty times as many."""
    steps: int = 5_000_000
    """Statements, loop turns and calls that run."""
    ops: int = 400_000
    """Tensors that are made."""
    elements: int = 50_000_000
    """Elements of all tensors together (4 bytes each in float32)."""
    work: int = 20_000_000_000
    """Elementary operations: elements read and written, multiply-adds of a matrix product."""
    depth: int = 900
    """Calls inside calls, and expressions inside expressions."""
    output: int = 1_000_000
    """Characters that the program prints."""
    seconds: float = 20.0
    """Time from the start of the program."""

    def raised(self, **changes: float | None) -> Limits:
        """These limits with those of `changes` that are not None in their place."""
        chosen = {name: n for name, n in changes.items() if n is not None}
        return msgspec.structs.replace(self, **chosen)


LIMIT_NAMES = Limits.__struct_fields__


def exceeded(name: str, needed: float | None, allowed: float) -> LimitError:
    """The error that says which limit, what was needed (None: not known), and what raises it."""
    wants = f"needs {needed:,}" if needed is not None else f"needs more than {allowed:,}"
    enough = needed if needed is not None else max(2 * allowed, 1)
    return LimitError(
        f"the program {wants} {UNITS[name]}, and the limit is {allowed:,}",
        help=f"if that is what you want, raise it: --max-{name} {enough:.0f}",
        code="GV050",
    )


UNITS = {
    "source": "bytes of source",
    "trace": "bytes of JSON",
    "steps": "steps",
    "ops": "ops",
    "elements": "elements in its tensors, lists and texts",
    "work": "units of work",
    "depth": "levels of nesting",
    "output": "characters of output",
    "seconds": "seconds",
}


class Budget:
    """What is left of the limits while one program runs."""

    __slots__ = (
        "bundle", "clock_check", "deadline", "elements", "limits", "ops", "output", "returned",
        "scalar_ops", "steps", "value_elements", "value_ops", "work",
    )  # fmt: skip

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.ops = limits.ops
        self.elements = limits.elements
        self.work = limits.work
        self.output = limits.output
        self.deadline = time.monotonic() + limits.seconds
        self.clock_check = 1000
        self.value_ops = self.value_elements = 0
        """What was charged for anything but tensors."""
        self.returned = 0
        """How many ops were given back."""
        self.scalar_ops = 0
        """Ops on one number whose elements and work have not been taken off yet."""
        self.bundle = 1
        """How many of them to add up before that."""

    def charge_op(self, elements: int, work: int) -> None:
        """Before an op that makes `elements` elements and does `work` units of work."""
        self.ops -= 1
        self.elements -= elements
        self.work -= work
        if self.ops < 0 or self.elements < 0 or self.work < 0:
            self._refuse("ops", "elements", "work")
        self._tick()

    def charge_values(self, elements: int, work: int) -> None:
        """`charge_op` for what makes no tensor: numpy's arrays, lists of elements."""
        self.value_ops += 1
        self.value_elements += elements
        self.charge_op(elements, work)

    def lend(self, elements: int) -> None:
        """Before an array shares the elements of a tensor: it may outlive the tensor."""
        self.value_elements += elements

    def give_back(self, tensors: int, elements: int) -> None:
        """After tensors were dropped: there are so many with so many elements, of all that were."""
        limits = self.limits
        ops = max(0, limits.ops - self.ops - self.value_ops - tensors)
        self.ops += ops
        self.returned += ops
        self.elements += max(0, limits.elements - self.elements - self.value_elements - elements)

    def charge_scalar_op(self) -> None:
        """Before an op that makes one element: `charge_op(1, 1)`, but for the cost of it.

        The op is counted at once; elements, work and time are looked at for a bundle of ops, never
        a larger one than is left of them.
        """
        self.ops -= 1
        self.scalar_ops += 1
        if self.ops < 0 or self.scalar_ops >= self.bundle:
            count, self.scalar_ops = self.scalar_ops, 0
            self.ops += 1
            self.clock_check -= count - 1
            self.charge_op(count, count)
            self.bundle = max(1, min(500, self.elements, self.work))

    def charge_work(self, work: int) -> None:
        """Before work that makes no tensor of the program's: a rule, a printed text."""
        self.work -= work
        if self.work < 0:
            self._refuse("work")

    def charge_elements(self, elements: int) -> None:
        """Before plain data is made: so many elements' worth of memory."""
        self.elements -= elements
        self.value_elements += elements
        if self.elements < 0:
            self._refuse("elements")

    def charge_step(self) -> None:
        """Before a loop turn or a call."""
        self.steps -= 1
        if self.steps < 0:
            self._refuse("steps")
        self._tick()

    def charge_output(self, characters: int) -> None:
        """Before characters are added to what the program prints."""
        self.output -= characters
        if self.output < 0:
            self._refuse("output")

    def _tick(self) -> None:
        """Looks at the clock once in a while: reading it costs as much as a small op."""
        self.clock_check -= 1
        if self.clock_check < 0:
            self.clock_check = 1000
            if time.monotonic() > self.deadline:
                raise exceeded("seconds", None, self.limits.seconds)

    def _refuse(self, *names: str) -> None:
        for name in names:
            left = getattr(self, name)
            if left < 0:
                allowed = getattr(self.limits, name)
                raise exceeded(name, allowed - left, allowed)
