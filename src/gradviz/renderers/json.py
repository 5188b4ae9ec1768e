"""Trace -> JSON: the Trace itself, on one line."""

from __future__ import annotations

from gradviz.trace import Trace, encode


def json(trace: Trace) -> str:
    """The Trace as `gradviz.trace.decode` reads it back, with a newline at its end."""
    return encode(trace).decode() + "\n"
