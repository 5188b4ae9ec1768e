"""Printing against what PyTorch printed (recorded) and, where it is installed, prints now."""

import json
import math
import random
from pathlib import Path

import numpy as np
import pytest
from printing_cases import Case, random_case

from gradviz.language.printing import (
    DEFAULT,
    PrintOptions,
    scalar_format,
    size_text,
    tensor_text,
    updated_options,
)

GOLDEN = Path(__file__).parent / "golden" / "printing" / "cases.json"
RECORDED = json.loads(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("index", range(len(RECORDED)))
def test_prints_what_torch_printed(index):
    row = dict(RECORDED[index])
    text = row.pop("text")
    case = Case(**{**row, "shape": tuple(row["shape"])})
    assert case.text() == text


def test_the_record_covers_every_kind_of_text():
    texts = "\n".join(row["text"] for row in RECORDED)
    assert len(RECORDED) >= 400
    for part in ("...", "e+", "nan", "-0.", "size=(", "grad_fn=<", "Parameter containing:\n", "j]"):
        assert part in texts
    assert {"TypeError", "ValueError"} <= {row["text"].split(":")[0] for row in RECORDED}


def test_numpy_scalars_print_like_arrays_without_dimensions():
    assert tensor_text(np.float32(3), "float32", grad_fn="MulBackward0") == (
        "tensor(3., grad_fn=<MulBackward0>)"
    )
    assert scalar_format(np.float32(3), "float32", "") == "3.0"


@pytest.mark.parametrize(
    ("shape", "text"), [((), "torch.Size([])"), ((2, 3), "torch.Size([2, 3])")]
)
def test_size(shape, text):
    assert size_text(shape) == text


def test_options_follow_set_printoptions():
    exact = updated_options(DEFAULT, precision=8, sci_mode=True)
    assert exact == PrintOptions(precision=8, sci_mode=True)
    assert updated_options(exact, linewidth=120) == PrintOptions(precision=8, linewidth=120)
    assert updated_options(exact, profile="full") == PrintOptions(threshold=math.inf)
    assert updated_options(exact, profile="unheard of") == PrintOptions(precision=8)


@pytest.mark.torch
def test_prints_what_torch_prints():
    pytest.importorskip("torch")
    from record_printing import torch_text  # noqa: PLC0415 - it needs torch

    rng = random.Random(7)
    for _ in range(3000):
        case, text = torch_text(random_case(rng))
        assert case.text() == text, case
