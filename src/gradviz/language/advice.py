"""What helps against an error of a program: which variable is meant, and what to write instead."""

from __future__ import annotations

from gradviz.engine.messages import TorchError
from gradviz.language.machine import Machine


def advice(machine: Machine, error: TorchError) -> tuple[str, str]:
    """A label for the caret and a line of help; empty where there is nothing to add."""
    return "", ""
