"""The op table: every row is checked on every sample; no test is written for one op."""

from __future__ import annotations

import pytest
from gradcheck import gradcheck, gradgradcheck, is_floating, samples_of

from gradviz.engine.op import Callee, Composite, Op, Overload, whole_table

DIFFERENTIABLE = [
    pytest.param(callee, sample, id=f"{callee.name}-{number}")
    for callee in whole_table()
    if isinstance(callee, Composite) or (isinstance(callee, Op) and callee.differentiable)
    for number, sample in enumerate(samples_of(callee))
    if is_floating(sample)
]


@pytest.mark.parametrize(("callee", "sample"), DIFFERENTIABLE)
def test_rules_agree_with_differences(callee: Callee, sample: tuple[object, ...]) -> None:
    gradcheck(callee, sample)


@pytest.mark.parametrize(
    ("callee", "sample"),
    [
        pytest.param(*case.values, id=case.id, marks=pytest.mark.long if place % 2 else ())
        for place, case in enumerate(DIFFERENTIABLE)
    ],
)
def test_rules_of_rules_agree_with_differences(callee: Callee, sample: tuple[object, ...]) -> None:
    gradgradcheck(callee, sample)


@pytest.mark.parametrize("callee", whole_table(), ids=lambda callee: callee.name)
def test_every_row_has_samples(callee: Callee) -> None:
    assert isinstance(callee, Overload) or callee.samples or callee.kinks, (
        f"{callee.name} is never checked"
    )
