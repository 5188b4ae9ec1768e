"""What a step of training takes, beside PyTorch: a small GPT, and a network of two layers.

    python benchmarks/training.py [RUNS]

The programs are a character GPT of two layers (4 heads, 32 wide, 16 long, batch 4) under AdamW, and
an MLP (784-128-10, batch 64) under SGD. PyTorch's side is `exec` of the text; ours is all from the
text to the Trace of the last step's JSON, the earlier steps folded (`--keep last`). A step takes
what many steps take more than few do. One side after the other, each in a process of its own with
one thread; the median of RUNS (5) of each. Needs PyTorch.
"""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

BOUND = 2.0
"""Of our time beside PyTorch's."""

GPT = Path(__file__).parent.parent / "tests" / "programs" / "projects" / "character_gpt.py"

MLP = """\
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
x = torch.randn(64, 784)
y = torch.randint(0, 10, (64,))
for step in range(STEPS):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
print(loss.item())
"""


class Program(NamedTuple):
    title: str
    text: str
    """With the number of steps to be put in the place of STEPS."""
    few: int
    many: int


PROGRAMS = {
    "gpt": Program(
        "GPT: 2 layers, 4 heads, 32 wide",
        GPT.read_text(encoding="utf-8").replace("max_iters = 20", "max_iters = STEPS"),
        5,
        25,
    ),
    "mlp": Program("MLP: 784-128-10, batch 64", MLP, 20, 120),
}


def run_torch(text: str) -> None:
    """The program under PyTorch."""
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(text, {})


def run_gradviz(text: str) -> None:
    """The program from its text to its Trace as JSON."""
    from gradviz.api import run  # noqa: PLC0415
    from gradviz.limits import Limits  # noqa: PLC0415
    from gradviz.trace import encode  # noqa: PLC0415

    limits = Limits(seconds=600.0, work=10**12)
    encode(run(text, limits=limits, keep="last"))


SIDES = {"torch": run_torch, "gradviz": run_gradviz}


def in_this_process(side: str, name: str) -> None:
    """Prints the seconds that a step takes."""
    run, program = SIDES[side], PROGRAMS[name]
    taken = []
    for steps in (2, program.few, program.many):  # the first warms up
        text = program.text.replace("STEPS", str(steps))
        start = time.perf_counter()
        run(text)
        taken.append(time.perf_counter() - start)
    print((taken[2] - taken[1]) / (program.many - program.few))


def measure(side: str, name: str) -> float:
    """One run of one side in a process of its own."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    command = [sys.executable, __file__, "--one", side, name]
    env = os.environ | threads
    shown = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True, text=True).stdout
    return float(shown)


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        in_this_process(*sys.argv[2:4])
        return
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    print(f"{'a step of':<36}{'ms':>8}{'beside':>8}{'ratio':>7}{'bound':>7}")
    for name, program in PROGRAMS.items():
        pairs = [(measure("gradviz", name), measure("torch", name)) for _ in range(runs)]
        ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
        print(
            f"{program.title:<36}{ours * 1000:>8.1f}{theirs * 1000:>8.1f}{ours / theirs:>7.2f}"
            f"{BOUND:>7.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
