"""How far a long run is: a line on stderr, where that is a terminal, which goes away at the end."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gradviz.cli.console import DUMB_TERMINALS, Console, is_terminal

if TYPE_CHECKING:
    from gradviz.language.machine import Machine

LONG = 1.0
"""Seconds after which a run is long."""

_EVERY = 0.25
"""Seconds between two looks at it."""

Watch = Callable[["Machine"], None]
"""Is given what runs, as it begins."""


@contextmanager
def progress(console: Console) -> Iterator[Watch | None]:
    """Within it, what is watched is told of; gives None where nobody would see it."""
    if console.quiet or os.environ.get("TERM") in DUMB_TERMINALS or not is_terminal(sys.stderr):
        yield None
        return
    over = threading.Event()
    threads: list[threading.Thread] = []

    def watch(machine: Machine) -> None:
        thread = threading.Thread(target=_tell, args=(machine, over), daemon=True)
        thread.start()
        threads.append(thread)

    try:
        yield watch
    finally:
        over.set()
        for thread in threads:
            thread.join()  # it takes its line away


def _tell(machine: Machine, over: threading.Event) -> None:
    """Shows how far a run is until it is over."""
    start = time.monotonic()
    if over.wait(LONG):
        return
    from rich.console import Console as RichConsole  # noqa: PLC0415  # most runs are short
    from rich.status import Status  # noqa: PLC0415

    with Status("", console=RichConsole(file=sys.stderr)) as status:
        while True:
            status.update(_state(machine, time.monotonic() - start))
            if over.wait(_EVERY):
                return


def _state(machine: Machine, seconds: float) -> str:
    """ "12 backward passes, 3,400 ops, line 7, 2 s"."""
    passes, budget = machine.tape.passes, machine.budget
    parts = [f"{passes:,} backward pass{'es' * (passes != 1)}"] if passes else []
    parts.append(f"{budget.limits.ops - budget.ops + budget.returned:,} ops")
    if machine.statement is not None and machine.statement[0]:
        parts.append(machine.program.source.place(machine.statement[0]))
    return ", ".join([*parts, f"{seconds:.0f} s"])
