"""What can be observed of a program's run, by whatever ran it: PyTorch or gradviz.

An Observation is JSON: values are nested lists as in a Trace, float32 in its shortest round-trip
form, non-finite numbers as "NaN", "Infinity", "-Infinity", integers beyond 2**53 - 1 as strings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

Plain = None | bool | int | float | str | list  # type: ignore[type-arg]
"""A plain Python value as JSON has it; a tuple is a list."""

LARGEST_INTEGER = 2**53 - 1


class TensorSeen(msgspec.Struct, omit_defaults=True):
    """What a program can ask a tensor for."""

    shape: list[int]
    dtype: str
    value: Plain
    requires_grad: bool = False
    is_leaf: bool = True
    retains_grad: bool = False
    grad_fn: str | None = None
    version: int = 0
    grad: Plain = None


class WarningSeen(msgspec.Struct):
    """A warning; `line` is where the program stood, even if PyTorch blames a file of its own."""

    category: str
    text: str
    line: int | None


class ErrorSeen(msgspec.Struct):
    """The exception that ended the program, and the innermost line of the program in it."""

    type: str
    message: str
    line: int | None


class Observation(msgspec.Struct, omit_defaults=True):
    """A run: what was printed and warned of, how it ended, and the global variables then."""

    output: str = ""
    warnings: list[WarningSeen] = []
    error: ErrorSeen | None = None
    tensors: dict[str, TensorSeen] = {}
    plain: dict[str, Plain] = {}
    """Variables that hold None, a bool, number, str, or lists and tuples of such."""
    others: list[str] = []
    """Names of the variables that hold anything else."""


def json_number(number: float) -> float | str:
    """The number, or the text that stands for it in JSON."""
    if isinstance(number, int):
        return number if abs(number) <= LARGEST_INTEGER else str(number)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def is_plain(value: object) -> bool:
    """Whether `plain` has a form for the value."""
    if isinstance(value, list | tuple):
        return all(is_plain(item) for item in value)
    return value is None or type(value) in {bool, int, float, str}


def plain(value: object) -> Plain:
    """A value that `is_plain`, as JSON has it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return json_number(value)
    assert value is None or isinstance(value, bool | str)
    return value


def encode(observation: Observation) -> str:
    """The Observation as JSON, one line for each thing that was seen."""
    fields = msgspec.to_builtins(observation)
    lines = []
    for name, value in fields.items():
        if isinstance(value, dict) and name != "error":
            rows = [f"  {_json(key)}: {_json(item)}" for key, item in value.items()]
            lines.append(f"{_json(name)}: {{\n" + ",\n".join(rows) + "\n}")
        elif name == "warnings":
            rows = [f"  {_json(item)}" for item in value]
            lines.append(f"{_json(name)}: [\n" + ",\n".join(rows) + "\n]")
        else:
            lines.append(f"{_json(name)}: {_json(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def decode(text: str | bytes) -> Observation:
    """Reads what `encode` wrote."""
    return msgspec.json.decode(text, type=Observation)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
