"""Runs the command line in this process, in a folder of its own, as a test sees it."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from gradviz.cli.app import app


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code, what it wrote."""

    code: int
    out: str
    err: str


class Runner:
    """Calls `gradviz` with standard streams that are no terminals, 80 columns wide."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def write(self, name: str, content: str | bytes) -> Path:
        """Makes a file in the folder."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def __call__(self, *args: str, stdin: bytes = b"") -> Outcome:
        """Runs one command line."""
        with io.TextIOWrapper(self.write(".stdin", stdin).open("rb"), encoding="utf-8") as stream:
            self._monkeypatch.setattr(sys, "stdin", stream)
            code = app.run(list(args))
        captured = self._capsys.readouterr()
        return Outcome(code, captured.out, captured.err)
