"""The op table is loaded by parts: the directory knows all, a program loads what it uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

LOADED = """
import sys, gradviz
gradviz.run("import torch\\n" + sys.argv[1])
print(*(name.rpartition(".")[2] for name in sys.modules if name.startswith("gradviz.engine.ops.")))
"""


def python(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_the_directory_is_that_of_the_files() -> None:
    outcome = python("scripts/op_directory.py", "--check")
    assert outcome.returncode == 0, f"{outcome.stderr}\n(write it with 'just docs')"


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("torch.linalg.inv(torch.eye(2))", "solve"),
        ("torch.eye(2) @ torch.eye(2)", "linalg"),
        ("torch.eye(2).kthvalue(1)", "order"),
        ("torch.nn.functional.conv1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2))", "conv"),
    ],
)
def test_a_family_is_loaded_when_it_is_used(code: str, family: str) -> None:
    assert family in python("-c", LOADED, code).stdout.split()
    assert family not in python("-c", LOADED, "x = torch.ones(2) * 3").stdout.split()
