"""Random numbers against what PyTorch draws now: many seeds, sizes and sequences of draws."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import numpy as np
import pytest
from draws import RECORDED_SEQUENCES, exact_differences, recorded_now, sequence
from parity import observe

from gradviz.engine import random
from gradviz.engine.dtypes import OF_NUMPY, DType

pytestmark = pytest.mark.torch

SEQUENCES = int(os.environ.get("GRADVIZ_RANDOM_DRAWS", "200"))


@pytest.fixture(scope="module")
def oracle() -> Iterator[object]:
    pytest.importorskip("torch")
    from oracle import Oracle  # noqa: PLC0415

    with Oracle() as running:
        yield running


def test_the_record_is_what_torch_does() -> None:
    pytest.importorskip("torch")
    from draws import GOLDEN  # noqa: PLC0415

    assert json.loads(GOLDEN.read_text(encoding="utf-8")) == recorded_now()


def test_sequences_of_draws(oracle) -> None:  # type: ignore[no-untyped-def]
    first = len(RECORDED_SEQUENCES)
    for seed in range(first, first + SEQUENCES):
        text = sequence(seed)
        assert exact_differences(oracle.observe(text), observe(text)) == [], text


@pytest.mark.parametrize("name", ["float16", "float32", "float64"])
def test_large_draws_to_the_bit(name: str) -> None:
    torch = pytest.importorskip("torch")
    ours: DType = OF_NUMPY[np.dtype(name)]
    theirs = getattr(torch, name)
    for seed, count in ((1, 100_003), (2**40 + 7, 65_536), (-2, 12_345)):
        torch.manual_seed(seed)
        generator = random.Generator(seed % 2**64)
        drawn = torch.randn(count, dtype=theirs)
        assert np.array_equal(random.normal(generator, count, ours), drawn.numpy())
        drawn = torch.empty(count, dtype=theirs).normal_(-0.7, 1.9)
        assert np.array_equal(random.normal(generator, count, ours, -0.7, 1.9), drawn.numpy())
        drawn = torch.empty(count, dtype=theirs).uniform_(-0.7, 1.3)
        assert np.array_equal(random.uniform(generator, count, ours, -0.7, 1.3), drawn.numpy())
        drawn = torch.empty(count, dtype=theirs).exponential_(0.6)
        assert np.array_equal(random.exponential(generator, count, ours, 0.6), drawn.numpy())
    assert random.permutation(generator, 5_000) == torch.randperm(5_000).tolist()


def test_orthogonal_within_rounding(oracle) -> None:  # type: ignore[no-untyped-def]
    for shape in ("5, 3", "3, 5", "4, 4", "2, 3, 2"):
        text = (
            "import torch\ntorch.manual_seed(4)\n"
            f"w = torch.nn.init.orthogonal_(torch.empty({shape}), gain=2.)\nv = w._version\n"
        )
        expected, got = oracle.observe(text), observe(text)
        assert np.allclose(expected.tensors["w"].value, got.tensors["w"].value, atol=1e-6), shape
        assert expected.plain == got.plain
