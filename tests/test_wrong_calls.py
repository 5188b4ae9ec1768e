"""Wrong arguments to every op: PyTorch's type and text, and never an error of our own making."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest
from wrong_calls import DISAGREE, Verdict, cases, in_gradviz, judged, others

SIGNATURES = Path(__file__).parent.parent / "src" / "gradviz" / "language" / "signatures.json"


ALL_OR_SOME = pytest.mark.parametrize("step", [27, pytest.param(1, marks=pytest.mark.long)])


@ALL_OR_SOME
def test_nothing_internal_escapes(step: int) -> None:
    ended = {case.name: in_gradviz(case.text) for case in islice(cases(), None, None, step)}
    assert {name: end for name, end in ended.items() if end.type == "internal"} == {}
    assert {name for name, end in ended.items() if "nested too deeply" in end.message} == set()


@ALL_OR_SOME
def test_nothing_internal_escapes_from_any_name(step: int) -> None:
    ended = {text: in_gradviz(text) for text in islice(others(), None, None, step)}
    assert {text: end for text, end in ended.items() if end.type == "internal"} == {}


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore")
def test_the_texts_are_those_of_pytorch() -> None:
    """But for the cases that are known to differ; `--record` takes those out that agree by now.

    A spelling whose signatures are not recorded yet is left to `just record`.
    """
    pytest.importorskip("torch")
    recorded = json.loads(SIGNATURES.read_text(encoding="utf-8")).keys()
    judgements = map(judged, (case for case in cases() if case.spelling in recorded))
    got = {named(verdict): verdict for verdict in judgements if verdict.kind != "same"}
    known = set(DISAGREE.read_text(encoding="utf-8").splitlines())
    assert {line: verdict for line, verdict in got.items() if line not in known} == {}


def named(verdict: Verdict) -> str:
    """Its line in the list."""
    return f"{verdict.kind} | {verdict.case.name}"
