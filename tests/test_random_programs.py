"""Random programs: PyTorch and gradviz agree on all of them, and gradviz never crashes."""

from __future__ import annotations

import os
from importlib.util import find_spec

import msgspec
import pytest
from fuzz.generator import program
from fuzz.shrink import shrunk

from gradviz.errors import SourceError
from gradviz.language.interpreter import interpret
from gradviz.trace import Source

COUNT = int(os.environ.get("GRADVIZ_RANDOM_PROGRAMS", "500"))
FIRST = 1_000_000

DISAGREE = {
    1_000_261: "the sign of a zero",
}
"""Programs on which gradviz does not agree with PyTorch yet. One that agrees goes from here."""


@pytest.mark.torch
@pytest.mark.skipif(
    find_spec("torch") is None and os.environ.get("GRADVIZ_REQUIRE_TORCH") != "1",
    reason="PyTorch is not installed (GRADVIZ_REQUIRE_TORCH=1 makes that a failure)",
)
def test_pytorch_agrees() -> None:
    from random_programs import report, smallest, tallies  # noqa: PLC0415  # runs torch

    ends = 0
    disagree = set()
    for tally in tallies(FIRST, COUNT, jobs=2):
        ends += tally.ends["end"]
        for finding in tally.findings:
            disagree.add(finding.seed)
            assert finding.seed in DISAGREE, report(smallest(finding))
    assert disagree == {seed for seed in DISAGREE if seed < FIRST + COUNT}
    assert ends > COUNT / 2


@pytest.mark.parametrize("seed", range(40))
def test_gives_a_trace(seed: int) -> None:
    source = Source("program.py", program(seed))
    try:
        trace = interpret(source)
    except SourceError as error:
        pytest.fail(f"{error}\n{source.text}")
    assert msgspec.json.encode(trace) == msgspec.json.encode(interpret(source))


def test_the_same_number_is_the_same_program() -> None:
    assert program(7) == program(7)
    assert len({program(seed) for seed in range(50)}) == 50


def test_shrinks_to_what_matters() -> None:
    text = (
        "import torch\n"
        "x = torch.ones(2)\n"
        "if x.sum() > 0:\n"
        "    for i in range(3):\n"
        "        y = (x * 2 + x.exp()).sum()\n"
        "print(x)\n"
    )
    assert shrunk(text, lambda t: "exp" in t and "import" in t) == "import torch\ny = x.exp()\n"
