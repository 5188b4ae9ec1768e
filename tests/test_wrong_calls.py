"""Wrong arguments to every op: PyTorch's type and text, and never an error of our own making."""

from __future__ import annotations

import pytest
from wrong_calls import DISAGREE, Verdict, cases, in_gradviz, judged, others


def test_nothing_internal_escapes() -> None:
    ended = {case.name: in_gradviz(case.text) for case in cases()}
    assert {name: end for name, end in ended.items() if end.type == "internal"} == {}
    assert {name for name, end in ended.items() if "nested too deeply" in end.message} == set()


def test_nothing_internal_escapes_from_any_name() -> None:
    ended = {text: in_gradviz(text) for text in others()}
    assert {text: end for text, end in ended.items() if end.type == "internal"} == {}


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore")
def test_the_texts_are_those_of_pytorch() -> None:
    """But for the cases that are known to differ, of which none may agree unnoticed."""
    pytest.importorskip("torch")
    found = [verdict for verdict in map(judged, cases()) if verdict.kind != "same"]
    known = set(DISAGREE.read_text(encoding="utf-8").splitlines())
    got = {named(verdict): verdict for verdict in found}
    assert {line: verdict for line, verdict in got.items() if line not in known} == {}
    assert known - got.keys() == set(), "run 'python tests/wrong_calls.py --record'"


def named(verdict: Verdict) -> str:
    """Its line in the list."""
    return f"{verdict.kind} | {verdict.case.name}"
