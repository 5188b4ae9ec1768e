"""Every sample and program under gradviz, against what PyTorch did when it was recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from observation import decode
from parity import PROGRAMS, SAMPLE_RECORDS, cases, differences, observe, programs, record_of


@pytest.mark.parametrize("program", cases())
def test_does_what_pytorch_did(program: Path) -> None:
    expected = decode(record_of(program).read_bytes())
    assert differences(expected, observe(program.read_text(encoding="utf-8"))) == []


def test_every_program_has_its_record() -> None:
    records = {*PROGRAMS.rglob("*.json"), *SAMPLE_RECORDS.rglob("*.json")}
    assert records == {record_of(program) for program in programs()}
