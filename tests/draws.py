"""Programs that draw random numbers: chosen ones, and sequences of draws made from a seed.

``python tests/draws.py`` records what PyTorch does with the chosen ones and with some sequences.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from observation import Observation, encode
from parity import differences

CHOSEN = Path(__file__).parent / "draws.txt"
GOLDEN = Path(__file__).parent / "golden" / "random" / "draws.json"

HEAD = """\
import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed({seed})
"""

SIZES = (
    "1", "2", "3", "15", "16", "17", "31", "32", "33", "100", "2, 3", "4, 4", "3, 5, 7", "0", "()",
)  # fmt: skip

NON_CONTIGUOUS = (
    "torch.zeros(4, 6).t()",
    "torch.zeros(5, 8)[:, ::2]",
    "torch.zeros(2, 3, 4).permute(2, 0, 1)",
)

NEW = """\
torch.rand({size})
torch.randn({size})
torch.rand({size}, dtype=torch.float64)
torch.randn({size}, dtype=torch.float64)
torch.rand({size}, dtype=torch.float16)
torch.randn({size}, dtype=torch.float16)
torch.randint(10, ({size},))
torch.randint(-5, 1000, ({size},))
torch.randint(0, 2**40, ({size},))
torch.randint(2, ({size},), dtype=torch.bool)
torch.randint(100, ({size},)).float()
torch.randint(0, 2**33, ({size},), dtype=torch.float64)
torch.randperm(7)
torch.randperm(3, dtype=torch.int32)
torch.rand_like(torch.zeros({size}))
torch.randn_like(torch.zeros({size}), dtype=torch.float64)
torch.randint_like(torch.zeros({size}), 3, 9)
torch.randn({size}, generator=g)
torch.rand({size}, generator=g, requires_grad=True)
torch.normal(1.5, 0.3, ({size},))
torch.normal(torch.ones({size}), 0.3)
torch.normal(0.5, torch.full(({size},), 2.))
torch.normal(torch.zeros(3, 1), torch.ones(3, 6) * 1.7)
torch.bernoulli(torch.full(({size},), 0.3))
torch.full(({size},), 0.7).double().bernoulli()
torch.multinomial(torch.tensor([1., 2., 3., 4.]), 3)
torch.multinomial(torch.tensor([[1., 2., 3.], [0., 1., 0.]]), 1)
torch.multinomial(torch.tensor([[1., 2., 3.], [4., 1., 0.]]).double(), 20, replacement=True)
F.dropout(torch.ones({size}), 0.3)
F.dropout(torch.ones({size}).double())
torch.dropout(torch.ones({size}), 0.9, True)
torch.rand_like({other})
torch.randn_like({other})
F.dropout({other} + 1, 0.5)
torch.bernoulli({other} + 0.5)
nn.init.trunc_normal_(torch.empty(40))
nn.init.trunc_normal_(torch.empty(9), 0.5, 0.2, 0., 1.)
nn.init.trunc_normal_(torch.empty(30), std=3.)
nn.init.xavier_uniform_(torch.empty(5, 6), gain=nn.init.calculate_gain('tanh'))
nn.init.xavier_normal_(torch.empty(3, 4, 2))
nn.init.kaiming_uniform_(torch.empty(5, 3))
nn.init.kaiming_normal_(torch.empty(5, 6), mode='fan_out', nonlinearity='relu')
nn.init.kaiming_uniform_(torch.empty(4, 3), a=5**0.5)
nn.init.normal_(torch.empty(20), 1., 2.)
""".splitlines()

FILLED = (
    "uniform_()", "uniform_(-0.3, 1.9)", "uniform_(0.1, 0.77)", "normal_()", "normal_(1.3, 0.7)",
    "normal_(mean=-2.)", "exponential_()", "exponential_(1.7)", "bernoulli_()", "bernoulli_(0.2)",
    "bernoulli_(torch.tensor(0.4))", "random_()", "random_(7)", "random_(-3, 12)", "cauchy_()",
    "cauchy_(1., 0.2)", "log_normal_(0.5, 0.3)", "geometric_(0.3)", "normal_(generator=g)",
    "uniform_(to=3., generator=g)",
)  # fmt: skip


def chosen() -> list[str]:
    """The programs of `draws.txt`, which blank lines separate; each after a seed of its own."""
    texts = CHOSEN.read_text(encoding="utf-8").strip().split("\n\n")
    return [f"{HEAD.format(seed=seed)}{text}\n" for seed, text in enumerate(texts)]


def sequence(seed: int, length: int = 12) -> str:
    """A program of `length` draws, one after the other from the same generators."""
    choice = random.Random(seed).choice
    lines = ["g = torch.Generator().manual_seed(11)"]
    for place in range(length):
        size = choice(SIZES)
        if choice((True, True, False)):
            draw = choice(NEW)
            if size == "()" and "({size},)" in draw:
                size = "4"
            text = draw.format(size=size, other=choice(NON_CONTIGUOUS))
        else:
            dtype = choice(("float32", "float32", "float64"))
            new = f"torch.empty({size}, dtype=torch.{dtype})"
            text = f"{choice((new, *NON_CONTIGUOUS[:2]))}.{choice(FILLED)}"
        lines.append(f"x{place} = {text}")
    return HEAD.format(seed=seed) + "\n".join(lines) + "\n"


RECORDED_SEQUENCES = range(40)


def exact_differences(expected: Observation, got: Observation) -> list[str]:
    """`parity.differences`, and values and gradients to the last bit."""
    found = differences(expected, got)
    for name, tensor in expected.tensors.items():
        other = got.tensors.get(name)
        if other is not None and (other.value, other.grad) != (tensor.value, tensor.grad):
            found.append(f"{name}: expected {tensor.value}, got {other.value}")
    return found


def recorded_now() -> list[dict[str, object]]:
    """What PyTorch does with the programs of the record."""
    from oracle import Oracle  # noqa: PLC0415  # it needs torch

    programs = [*chosen(), *map(sequence, RECORDED_SEQUENCES)]
    with Oracle() as oracle:
        return [
            {"program": text, "seen": json.loads(encode(oracle.observe(text)))} for text in programs
        ]


def _record() -> None:
    GOLDEN.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(row) for row in recorded_now())
    GOLDEN.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    _record()
