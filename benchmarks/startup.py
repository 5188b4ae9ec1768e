"""How long the command takes to start, beside what it must import: three ratios and their bounds.

    python benchmarks/startup.py [RUNS]

Whole processes, the two sides alternating, the median of RUNS (15) of each; the ratio of two times
on one machine says something, a time alone does not. The command is the one that is installed with
the Python that runs this.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PROGRAM = Path(__file__).parent.parent / "samples" / "article" / "8_retain_grad.py"
GRADVIZ = [sys.executable, "-c", "from gradviz.cli.main import main; main()"]
"""What the console script does, for any Python."""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


class Comparison(NamedTuple):
    title: str
    command: Sequence[str]
    beside: Sequence[str]
    bound: float
    on_terminal: bool = False


IMPORTS = python("import numpy, click, rich.table, rich.console")

COMPARISONS = (
    Comparison("gradviz --help", [*GRADVIZ, "--help"], python("import click"), 1.5),
    Comparison("gradviz FILE, piped", [*GRADVIZ, str(PROGRAM)], IMPORTS, 1.0),
    Comparison("gradviz FILE, on a terminal", [*GRADVIZ, str(PROGRAM)], IMPORTS, 1.2, True),
)


def environment(bytecode: str) -> dict[str, str]:
    """With compiled modules, as after an installation, and one thread for numpy on both sides."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPYCACHEPREFIX": bytecode,
        "TERM": "xterm-256color",
    }


def piped(command: Sequence[str], env: dict[str, str]) -> float:
    """Seconds that the process takes with its output into a pipe."""
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True)
    return time.perf_counter() - start


def on_terminal(command: Sequence[str], env: dict[str, str]) -> float:
    """Seconds that the process takes with its output on a terminal."""
    import pty  # noqa: PLC0415  # not on Windows

    ours, theirs = pty.openpty()
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=theirs)
    os.close(theirs)
    try:
        while os.read(ours, 65536):
            pass
    except OSError:  # Linux: the other end is closed
        pass
    code = process.wait()
    seconds = time.perf_counter() - start
    os.close(ours)
    if code:
        raise subprocess.CalledProcessError(code, command)
    return seconds


def medians(comparison: Comparison, env: dict[str, str], runs: int) -> tuple[float, float]:
    """Seconds of the command and of what it is compared with, after a run of each that warms up."""
    measure: Callable[[Sequence[str], dict[str, str]], float]
    measure = on_terminal if comparison.on_terminal else piped
    pairs = [
        (measure(comparison.command, env), measure(comparison.beside, env)) for _ in range(runs + 1)
    ]
    ours, theirs = zip(*pairs[1:], strict=True)
    return statistics.median(ours), statistics.median(theirs)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as bytecode:
        env = environment(bytecode)
        print(f"{'':<30}{'ms':>6}{'beside':>8}{'ratio':>7}{'bound':>7}")
        for comparison in COMPARISONS:
            if comparison.on_terminal and sys.platform == "win32":
                continue
            ours, theirs = medians(comparison, env, runs)
            times = f"{ours * 1000:>6.0f}{theirs * 1000:>8.0f}"
            print(f"{comparison.title:<30}{times}{ours / theirs:>7.2f}{comparison.bound:>7.2f}")


if __name__ == "__main__":
    main()
