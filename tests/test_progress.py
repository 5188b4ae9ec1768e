"""How far a long run is: told on a terminal alone, and only if it is long."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time

import pytest

pty = pytest.importorskip("pty", reason="the system has no terminals of its own to give")

TRAINING = """\
w = torch.ones(2, requires_grad=True)
for step in range({steps}):
    (w * w).sum().backward()
    w.grad = None
"""

COMMAND = "import gradviz.cli.progress as p; p.LONG = {long}; p._EVERY = 0.02\n" \
    "from gradviz.cli.main import main; main()"  # fmt: skip


def told(steps: int, *options: str, long: float = 0.05, terminal: bool = True) -> tuple[str, str]:
    """What a run wrote to stderr and to stdout; the latter is a pipe."""
    code = ["-c", COMMAND.format(long=long), "json", "-e", TRAINING.format(steps=steps), *options]
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80"}
    near, far = pty.openpty() if terminal else os.pipe()
    with subprocess.Popen(
        [sys.executable, *code], stdout=subprocess.PIPE, stderr=far, stdin=subprocess.DEVNULL,
        env=env,
    ) as process:  # fmt: skip
        os.close(far)
        assert process.stdout is not None
        outputs = {near: b"", process.stdout.fileno(): b""}
        waiting = set(outputs)
        end = time.monotonic() + 120
        while waiting and time.monotonic() < end:
            for ready in select.select(list(waiting), [], [], 1.0)[0]:
                try:
                    data = os.read(ready, 65536)
                except OSError:  # the terminal's other side is closed
                    data = b""
                outputs[ready] += data
                if not data:
                    waiting.remove(ready)
        err, out = (data.decode() for data in outputs.values())
    os.close(near)
    assert process.returncode == 0, err
    return err, out


def test_a_long_run_tells_how_far_it_is() -> None:
    err, out = told(3000)
    assert "backward passes, " in err
    assert " ops, line 3" in err or " ops, line 4" in err
    assert err.endswith("\x1b[2K") or "\x1b[2K" in err[err.rindex("ops, ") :]  # and is gone
    assert out.startswith('{"schema"')
    assert "backward passes" not in out


@pytest.mark.parametrize(
    "case",
    [{"long": 60.0}, {"terminal": False}, {"options": ("--quiet",)}],
    ids=["short", "a pipe", "quiet"],
)
def test_otherwise_it_does_not(case: dict[str, object]) -> None:
    options = case.pop("options", ())
    err, _ = told(1500, *options, **case)  # type: ignore[misc,arg-type]
    assert err == ""
