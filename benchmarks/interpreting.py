"""What interpreting costs beside the ops: three programs of many small ops, and PyTorch's time.

    python benchmarks/interpreting.py [RUNS]

A program of 100,000 ops on numbers as straight lines (two of them) and as a loop, then a backward
pass through all of it. PyTorch's side is `exec` of the text, ours all from the text to the Trace's
JSON. One side after the other, each in a process of its own that has run a short program before;
the median of RUNS (7) of each, one thread each. Memory for each op is what the peak grows by from
half as many ops. Needs PyTorch, and is not for Windows.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

OPS = 100_000
WARM_UP = 1_000


class Program(NamedTuple):
    title: str
    text: Callable[[int], str]
    """The program of about so many ops."""
    bound: float
    """Of our time beside PyTorch's."""


MEMORY_BOUND = 3_000
"""Bytes for each op."""

BEGIN = """\
import torch
a = torch.tensor(0.999, requires_grad=True)
b = torch.tensor(0.001, requires_grad=True)
x = torch.tensor(0.5)
"""
END = "x.backward()\n"


def lines(ops: int) -> str:
    """Two ops to a line, one variable."""
    return BEGIN + "x = x * a + b\n" * (ops // 2) + END


def names(ops: int) -> str:
    """Three ops to a line, and each line's result has a name of its own."""
    count = ops // 3
    steps = "".join(f"h{i + 1} = torch.tanh(a * h{i} + b)\n" for i in range(count))
    return f"{BEGIN}h0 = x\n{steps}x = h{count}\n{END}"


def loop(ops: int) -> str:
    """Two ops to a turn."""
    return f"{BEGIN}for i in range({ops // 2}):\n    x = x * a + b\n{END}"


PROGRAMS = {
    "lines": Program("lines: x = x * a + b", lines, 0.85),
    "names": Program("lines: h17 = torch.tanh(a * h16 + b)", names, 0.85),
    "loop": Program("loop: x = x * a + b", loop, 0.75),
}


class Measured(NamedTuple):
    seconds: float
    peak: int
    """Bytes."""


def run_torch(text: str) -> None:
    """The program under PyTorch; its variables stay until the process ends."""
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    exec(text, {})


def run_gradviz(text: str) -> None:
    """The program from its text to its Trace as JSON."""
    from gradviz.api import run  # noqa: PLC0415
    from gradviz.limits import Limits  # noqa: PLC0415
    from gradviz.trace import encode  # noqa: PLC0415

    encode(run(text, limits=Limits(source=2 * len(text), seconds=600.0)))


SIDES = {"torch": run_torch, "gradviz": run_gradviz}


def in_this_process(side: str, name: str, ops: int) -> None:
    """Prints what `measure` reads."""
    import resource  # noqa: PLC0415  # not on Windows

    run, program = SIDES[side], PROGRAMS[name]
    run(program.text(WARM_UP))
    text = program.text(ops)
    start = time.perf_counter()
    run(text)
    seconds = time.perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def measure(side: str, name: str, ops: int) -> Measured:
    """One run of one side in a process of its own."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--one", side, name, str(ops)]
    env = os.environ | threads
    shown = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True, text=True).stdout
    seconds, peak = shown.split()
    return Measured(float(seconds), int(peak))


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        side, name, ops = sys.argv[2:]
        in_this_process(side, name, int(ops))
        return
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    columns = (
        f"{'ms':>7}{'beside':>8}{'ratio':>7}{'bound':>7}{'bytes/op':>10}{'beside':>8}{'bound':>7}"
    )
    print(f"{'':<38}{columns}")
    for name, program in PROGRAMS.items():
        pairs = [(measure("gradviz", name, OPS), measure("torch", name, OPS)) for _ in range(runs)]
        ours, theirs = (
            statistics.median(run.seconds for run in side) for side in zip(*pairs, strict=True)
        )
        each, beside = (
            (side[0].peak - measure(which, name, OPS // 2).peak) / (OPS // 2)
            for which, side in zip(("gradviz", "torch"), zip(*pairs, strict=True), strict=True)
        )
        print(
            f"{program.title:<38}{ours * 1000:>7.0f}{theirs * 1000:>8.0f}{ours / theirs:>7.2f}"
            f"{program.bound:>7.2f}{each:>10,.0f}{beside:>8,.0f}{MEMORY_BOUND:>7,}",
            flush=True,
        )


if __name__ == "__main__":
    main()
