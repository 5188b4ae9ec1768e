"""The backstop of the time limit."""

import signal
import subprocess
import sys
import threading
import time

import pytest

from gradviz.cli import watchdog as module
from gradviz.cli.console import Console
from gradviz.cli.watchdog import watchdog
from gradviz.errors import LimitError
from gradviz.limits import Limits

posix = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no alarms")


@posix
def test_a_program_that_is_late_is_interrupted(monkeypatch):
    monkeypatch.setattr(module, "INTERRUPT_AFTER", 0.0)
    start = time.monotonic()
    with pytest.raises(LimitError) as error, watchdog(Limits(seconds=0.05), Console()):
        while time.monotonic() - start < 5:
            pass
    assert time.monotonic() - start < 2
    assert "--max-seconds" in error.value.help


@posix
def test_afterwards_nothing_is_left_of_it():
    before = signal.getsignal(signal.SIGALRM)
    with watchdog(Limits(seconds=5), Console()):
        assert signal.getsignal(signal.SIGALRM) != before
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)
                and not thread.finished.is_set()]  # fmt: skip


def test_without_a_limit_there_is_nothing_to_guard():
    before = threading.active_count()
    with watchdog(Limits(seconds=float("inf")), Console()):
        assert threading.active_count() == before


def test_in_a_thread_it_does_without_the_alarm():
    errors = []

    def work():
        try:
            with watchdog(Limits(seconds=5), Console()):
                pass
        except Exception as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert errors == []


CALL_THAT_DOES_NOT_RETURN = """
import signal, time
from gradviz.cli import watchdog
from gradviz.cli.console import Console
from gradviz.limits import Limits

watchdog.END_AFTER = 0.1
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
with watchdog.watchdog(Limits(seconds=0.1), Console()):
    time.sleep(30)
"""


@posix
def test_a_call_that_does_not_return_ends_with_the_process():
    ended = subprocess.run(
        [sys.executable, "-c", CALL_THAT_DOES_NOT_RETURN],
        capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip
    assert ended.returncode == 5
    assert ended.stderr.startswith("error[GV050]: ")
    assert "--max-seconds" in ended.stderr
    assert "Traceback" not in ended.stderr
