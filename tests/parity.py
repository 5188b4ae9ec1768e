"""gradviz beside PyTorch: the Observation of a Trace, and how two Observations differ."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from observation import ErrorSeen, Observation, Plain, TensorSeen, WarningSeen

from gradviz.errors import UsageError
from gradviz.trace import Source, Span, Trace

needs_torch = pytest.mark.skipif(
    find_spec("torch") is None and os.environ.get("GRADVIZ_REQUIRE_TORCH") != "1",
    reason="PyTorch is not installed (GRADVIZ_REQUIRE_TORCH=1 makes that a failure)",
)

TESTS = Path(__file__).parent
PROGRAMS = TESTS / "programs"
SAMPLES = TESTS.parent / "samples"
SAMPLE_RECORDS = TESTS / "golden" / "samples"

TOLERANCE = {"float16": 1e-3, "bfloat16": 8e-3, "float32": 2e-6, "float64": 1e-12}
"""A few units in the last place, relative to each element: sums run in another order, and
transcendental functions are rounded otherwise."""
ABSOLUTE = {"float16": 1e-4, "bfloat16": 1e-3, "float32": 1e-7, "float64": 1e-15}
"""The same where elements cancel: relative to the tensor's largest element."""

_NUMBER = re.compile(r"\d+\.\d+(?:e[+-]?\d+)?")


def programs() -> list[Path]:
    """Every program that PyTorch and gradviz must agree on, in a fixed order."""
    return sorted([*SAMPLES.rglob("*.py"), *PROGRAMS.rglob("*.py")])


DISAGREE = {
    "training_loops/softmax_classifier.py": "the last bits of a sum, after many steps",
}
"""Programs of tests/programs on which gradviz does not agree with PyTorch yet, and what it lacks.

They are run all the same, and must be taken from here as soon as they agree.
"""


LONG = {
    PROGRAMS / "projects" / "character_gpt.py",
    PROGRAMS / "optimizers" / "hundred_steps_of_each.py",
    PROGRAMS / "optimizers" / "radam_asgd_rprop.py",
}
"""Programs that run for seconds."""


def cases() -> list[object]:
    """The programs as the parameters of a test; those that disagree are expected to fail."""
    lacking = {PROGRAMS / name: reason for name, reason in DISAGREE.items()}
    found: list[object] = []
    for program in programs():
        marks = []
        if program in lacking:
            marks.append(pytest.mark.xfail(strict=True, reason=lacking[program]))
        if program in LONG:
            marks.append(pytest.mark.long)
        found.append(pytest.param(program, id=title(program), marks=marks))
    return found


def title(program: Path) -> str:
    """The program's path in the repository, for the names of tests."""
    return program.relative_to(TESTS.parent).as_posix()


def record_of(program: Path) -> Path:
    """Where PyTorch's Observation of the program is recorded."""
    if program.is_relative_to(SAMPLES):
        return (SAMPLE_RECORDS / program.relative_to(SAMPLES)).with_suffix(".json")
    return program.with_suffix(".json")


def observe(text: str) -> Observation:
    """Runs one program under gradviz; raises what gradviz raises where it does not know it."""
    return observation(traced(text))


def traced(text: str) -> Trace:
    """The Trace of a program, with every element of its tensors."""
    from gradviz.language.interpreter import Settings, interpret  # noqa: PLC0415
    from gradviz.limits import Limits  # noqa: PLC0415

    limits = Limits(seconds=math.inf)  # a slow machine, or coverage, changes no result
    settings = Settings(limits=limits, max_values=1_000_000)
    return interpret(Source("program.py", text), settings)


def observation(trace: Trace) -> Observation:
    """What a Trace says of the program's run."""
    tensors: dict[str, TensorSeen] = {}
    plain: dict[str, Plain] = {}
    for name, variable in trace.variables.items():
        if variable.tensor is not msgspec.UNSET:
            tensors[name] = _tensor(trace, variable.tensor)
        elif variable.value is not msgspec.UNSET:
            assert not isinstance(variable.value, msgspec.Struct)
            plain[name] = variable.value
    error = trace.error
    return Observation(
        output=trace.output,
        warnings=[WarningSeen(w.category, w.text.rstrip(), _line(w.span)) for w in trace.warnings],
        error=ErrorSeen(error.type, error.message, _line(error.span)) if error else None,
        tensors=tensors,
        plain=plain,
    )


def _tensor(trace: Trace, index: int) -> TensorSeen:
    record = trace.tensors[index]
    assert not isinstance(record.value, msgspec.Struct)
    assert not isinstance(record.grad, msgspec.Struct)
    return TensorSeen(
        shape=record.shape,
        dtype=record.dtype,
        value=record.value,
        requires_grad=record.requires_grad,
        is_leaf=record.is_leaf,
        retains_grad=record.retains_grad,
        grad_fn=record.grad_fn,
        version=record.version,
        grad=record.grad,
    )


def _line(span: Span | None) -> int | None:
    return span.line if span else None


def differences(expected: Observation, got: Observation) -> list[str]:
    """Each thing in which `got` is not what was expected, in words; empty where they agree.

    Texts, status, dtypes, shapes, names and lines are compared exactly, values and gradients
    within `TOLERANCE`. Variables in `expected.others` may be in `got` in any form.
    """
    return [
        *_field("error", expected.error, got.error),
        *_warnings(expected.warnings, got.warnings),
        *_output(expected.output, got.output),
        *_variables(expected, got),
    ]


def _field(what: str, expected: object, got: object) -> Iterator[str]:
    if expected != got:
        yield f"{what}: expected {expected!r}, got {got!r}"


def _warnings(expected: list[WarningSeen], got: list[WarningSeen]) -> Iterator[str]:
    for warning in expected:
        if warning not in got:
            yield f"warning missing: {warning!r}"
    for warning in got:
        if warning not in expected:
            yield f"warning not expected: {warning!r}"
    if sorted(map(repr, expected)) == sorted(map(repr, got)):
        yield from _field("order of warnings", expected, got)


def _output(expected: str, got: str) -> Iterator[str]:
    """Printed text is exact, but for the value of a number that is a rounding error away.

    A sum in another order moves a float32 by its last bits. That is at most the last digit of a
    number that was printed with a few digits, and the last nine or so of `.item()`, which prints a
    float32 as a double; so such numbers are compared by value. Integers never differ, nor does a
    number whose last digit is one of its first two.
    """
    expected_lines, got_lines = expected.split("\n"), got.split("\n")
    for number, (left, right) in enumerate(zip(expected_lines, got_lines, strict=False), 1):
        if left != right and not _same_but_for_rounding(left, right):
            yield f"printed line {number}: expected {left!r}, got {right!r}"
            return
    if len(expected_lines) != len(got_lines):
        yield f"printed lines: expected {len(expected_lines) - 1}, got {len(got_lines) - 1}"


def _same_but_for_rounding(left: str, right: str) -> bool:
    if _NUMBER.sub("\0", left) != _NUMBER.sub("\0", right):
        return False
    pairs = zip(_NUMBER.findall(left), _NUMBER.findall(right), strict=True)
    return all(a == b or abs(float(a) - float(b)) <= _rounding(a) for a, b in pairs)


def _rounding(number: str) -> float:
    """How far another run's number may be from this one, which has a decimal point."""
    mantissa, _, exponent = number.partition("e")
    whole, _, decimals = mantissa.partition(".")
    relative = TOLERANCE["float32"] * float(number)
    if len((whole + decimals).lstrip("0")) < 3:
        return relative
    return max(relative, 1.001 * 10.0 ** (int(exponent or 0) - len(decimals)))


def moment_differences(expected: dict[int, Observation], trace: Trace) -> list[str]:
    """Each thing in which a line's moment is not what `Oracle.moments` saw, in words.

    Left out are lines of which the Trace has no moment, or another one (what a lambda or a
    generator does runs after its statement, and an error is no moment of PyTorch's), and parameters
    that it has under another name.
    """
    from gradviz.moments import at_line  # noqa: PLC0415

    known = {name for tensor in trace.tensors for name in tensor.names}
    lines = trace.source.text.split("\n")
    stopped = _line(trace.error.span) if trace.error else None
    found = []
    for line, seen in sorted(expected.items()):
        if line == stopped or "lambda" in lines[line - 1] or "yield" in lines[line - 1]:
            continue
        try:
            moment = at_line(trace, line)
        except UsageError:
            continue
        got = observation(moment)
        for tensor in moment.tensors:
            got.tensors.update(
                {name: _tensor(moment, tensor.id) for name in tensor.names if "." in name}
            )
        wanted = {n: t for n, t in seen.tensors.items() if "." not in n or n in known}
        got.tensors = {n: t for n, t in got.tensors.items() if "." not in n or n in wanted}
        differing = [
            *_output(seen.output, got.output),
            *_variables(Observation(tensors=wanted), Observation(tensors=got.tensors)),
        ]
        if len(seen.warnings) != len(got.warnings):
            differing.append(f"{len(seen.warnings)} warnings expected, got {len(got.warnings)}")
        found += [f"line {line}: {difference}" for difference in differing]
    return found


def _variables(expected: Observation, got: Observation) -> Iterator[str]:
    for name, tensor in expected.tensors.items():
        if name not in got.tensors:
            yield f"{name}: expected a tensor, got {got.plain.get(name, 'nothing')!r}"
        else:
            yield from _tensor_differences(name, tensor, got.tensors[name])
    for name, value in expected.plain.items():
        if name not in got.plain:
            what = "a tensor" if name in got.tensors else "nothing"
            yield f"{name}: expected {value!r}, got {what}"
        elif not _close(value, got.plain[name], "float32"):  # it may come from `.item()`
            yield f"{name}: expected {value!r}, got {got.plain[name]!r}"
    known = {*expected.tensors, *expected.plain, *expected.others}
    for name in (*got.tensors, *got.plain):
        if name not in known:
            yield f"{name}: no such variable expected"


def _tensor_differences(name: str, expected: TensorSeen, got: TensorSeen) -> Iterator[str]:
    for field in (
        "shape", "dtype", "requires_grad", "is_leaf", "retains_grad", "grad_fn", "version",
    ):  # fmt: skip
        yield from _field(f"{name}.{field}", getattr(expected, field), getattr(got, field))
    for field in ("value", "grad"):
        left, right = getattr(expected, field), getattr(got, field)
        if not _close(left, right, expected.dtype):
            yield f"{name}.{field}: expected {left!r}, got {right!r}"


def _close(expected: Plain, got: Plain, dtype: str) -> bool:
    """Whether two nested lists hold the same numbers, within the dtype's tolerance."""
    left, right = list(_flat(expected)), list(_flat(got))
    if len(left) != len(right):
        return False
    sizes = [abs(x) for x in left if isinstance(x, int | float)]
    absolute = ABSOLUTE.get(dtype, 0.0) * max(sizes, default=0.0)
    relative = TOLERANCE.get(dtype, 0.0)
    for a, b in zip(left, right, strict=True):
        if isinstance(a, float) and isinstance(b, float):
            if abs(a - b) > relative * abs(a) + absolute:
                return False
        elif type(a) is not type(b) or a != b:
            return False
    return True


def _flat(value: Plain) -> Iterator[bool | int | float | str | None]:
    """The leaves of nested lists, each list's opening and closing included as brackets."""
    if isinstance(value, list):
        yield "["
        for item in value:
            yield from _flat(item)
        yield "]"
    else:
        yield value
