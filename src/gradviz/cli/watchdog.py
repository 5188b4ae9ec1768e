"""The backstop of the time limit: for a program that spends its time inside one call of numpy.

The interpreter looks at the clock between ops, and the work of an op is bounded before it runs.
Where an op takes too long all the same, an alarm interrupts the program at the next moment at
which Python runs; where that does not come, a thread ends the process.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from gradviz.cli.console import Console
from gradviz.cli.failure import report
from gradviz.limits import Limits, exceeded

INTERRUPT_AFTER = 0.5
"""Seconds past the limit after which the program is interrupted."""

END_AFTER = 3.0
"""Seconds past the limit after which the process ends."""

_LONGEST = 1e6
"""Seconds beyond which there is nothing to guard."""


@contextmanager
def watchdog(limits: Limits, console: Console) -> Iterator[None]:
    """Within it no program runs much longer than `limits.seconds`; raises LimitError."""
    if limits.seconds > _LONGEST:
        yield
        return
    late = exceeded("seconds", None, limits.seconds)

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise late

    def end() -> None:
        os._exit(report(console, late))

    timer = threading.Timer(limits.seconds + END_AFTER, end)
    timer.daemon = True
    timer.start()
    try:
        with _alarm(limits.seconds + INTERRUPT_AFTER, interrupt):
            yield
    finally:
        timer.cancel()


@contextmanager
def _alarm(seconds: float, handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Calls `handler` after so many seconds, where the system has alarms and we may set one."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    previous = signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
