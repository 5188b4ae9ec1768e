"""Random numbers against what PyTorch drew (recorded): to the bit, with status and errors."""

from __future__ import annotations

import json

import pytest
from draws import GOLDEN, RECORDED_SEQUENCES, chosen, exact_differences, sequence
from observation import decode
from parity import observe

from gradviz.engine.dtypes import float32, float64, int64
from gradviz.engine.random import OWN_SEED, UNSEEDED, Generator, integers, normal, uniform
from gradviz.errors import LimitError
from gradviz.language.interpreter import Settings, interpret
from gradviz.limits import Limits
from gradviz.trace import Source

RECORDED = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", RECORDED, ids=range(len(RECORDED)))
def test_draws_what_torch_drew(row: dict[str, object]) -> None:
    expected = decode(json.dumps(row["seen"]))
    assert exact_differences(expected, observe(str(row["program"]))) == []


def test_the_record_is_of_these_programs() -> None:
    programs = [*chosen(), *map(sequence, RECORDED_SEQUENCES)]
    assert [row["program"] for row in RECORDED] == programs


def test_a_generator_tells_whether_it_was_used_unseeded() -> None:
    generator = Generator()
    assert not generator.used_unseeded
    first = uniform(generator, 3, float32)
    assert generator.used_unseeded
    seeded = Generator(UNSEEDED)
    assert uniform(seeded, 3, float32).tolist() == first.tolist()
    assert not seeded.used_unseeded


def test_a_seed_drops_the_kept_normal_sample() -> None:
    generator = Generator(3)
    first = normal(generator, 1, float64)
    assert generator.kept_normal is not None
    generator.manual_seed(3)
    assert generator.kept_normal is None
    assert normal(generator, 1, float64).tolist() == first.tolist()


def test_seeds_differ_in_their_low_half_alone() -> None:
    low, high = Generator(5), Generator(5 + 2**32)
    assert integers(low, 4, int64, 0, 100).tolist() == integers(high, 4, int64, 0, 100).tolist()
    assert low.seed != high.seed


def test_without_a_seed_every_run_draws_the_same() -> None:
    text = "a = torch.rand(3)\ns = torch.initial_seed()\ng = torch.Generator().initial_seed()\n"
    first, second = observe(text), observe(text)
    assert first.tensors["a"].value == second.tensors["a"].value
    assert first.plain == {"s": UNSEEDED, "g": OWN_SEED}


def test_torch_seed_is_the_seed_of_no_seed() -> None:
    seen = observe("torch.manual_seed(9)\ns = torch.seed()\na = torch.rand(2)\n")
    assert seen.plain["s"] == UNSEEDED
    assert seen.tensors["a"].value == observe("a = torch.rand(2)\n").tensors["a"].value


@pytest.mark.parametrize(
    "text",
    [
        "torch.rand(10**5, 10**5)",
        "torch.randperm(10**9)",
        "torch.randint(5, (10**9,))",
        "torch.rand(10**4, 1).expand(10**4, 10**4).bernoulli()",
        "torch.normal(torch.zeros(10**5, 1), torch.ones(10**5))",
        "torch.nn.functional.dropout(torch.ones(10**4, 1).expand(10**4, 10**4))",
        "torch.multinomial(torch.ones(3), 10**9, replacement=True)",
        "torch.nn.init.trunc_normal_(torch.zeros(3), 0., 1., 5., 1e30)",
    ],
)
def test_what_would_take_too_long_is_stopped(text: str) -> None:
    settings = Settings(limits=Limits(elements=2_000_000, work=2_000_000_000, ops=2_000))
    with pytest.raises(LimitError):
        interpret(Source("program.py", text), settings)


def test_orthogonal_columns() -> None:
    text = "w = torch.nn.init.orthogonal_(torch.empty(5, 3))\ng = w.T @ w\nv = w._version\n"
    seen = observe(text)
    gram = seen.tensors["g"].value
    assert isinstance(gram, list)
    for i, row in enumerate(gram):
        assert row == pytest.approx([float(i == j) for j in range(3)], abs=1e-6)
    assert seen.plain["v"] == 2
