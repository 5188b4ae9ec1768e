"""Every sample and program under PyTorch itself, and the comparison's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from observation import ErrorSeen, Observation, TensorSeen, WarningSeen, decode, encode
from oracle import Oracle
from parity import cases, differences, needs_torch, observe, record_of

SEEN = Observation(
    output="loss 0.3333 after 3\n",
    warnings=[WarningSeen("UserWarning", "no good", 2)],
    error=ErrorSeen("RuntimeError", "too much", 3),
    tensors={
        "x": TensorSeen(
            [2], "float32", [1.0, 0.1], requires_grad=True, version=1, grad=["NaN", 2.0]
        )
    },
    plain={"n": 3, "rate": 0.1, "name": "a"},
    others=["f"],
)


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle() as running:
        yield running


@pytest.mark.torch
@needs_torch
@pytest.mark.parametrize("program", cases())
def test_does_what_pytorch_does(program: Path, oracle: Oracle) -> None:
    text = program.read_text(encoding="utf-8")
    expected = oracle.observe(text)
    assert differences(decode(record_of(program).read_bytes()), expected) == []
    assert differences(expected, observe(text)) == []


@pytest.mark.torch
@needs_torch
def test_the_oracle_starts_each_program_anew(oracle: Oracle) -> None:
    text = (
        "import torch\n"
        "x = torch.tensor([0.5, 2.], requires_grad=True)\n"
        "y = x * 2\n"
        "print(y.grad)\n"
        "print(y.grad)\n"
        "torch.set_default_dtype(torch.float64)\n"
        "def f():\n"
        "    y.backward()\n"
        "f()\n"
    )
    first, second = oracle.observe(text), oracle.observe(text)
    assert first == second
    assert first.output == "None\nNone\n"
    assert [warning.line for warning in first.warnings] == [4, 5]
    assert "Triggered internally" not in first.warnings[0].text
    message = "grad can be implicitly created only for scalar outputs"
    assert first.error == ErrorSeen("RuntimeError", message, 8)
    assert first.tensors["x"] == TensorSeen([2], "float32", [0.5, 2.0], requires_grad=True)
    assert first.tensors["y"].grad_fn == "MulBackward0"
    assert first.others == ["f"]


def test_a_record_reads_back() -> None:
    assert decode(encode(SEEN)) == SEEN
    assert decode(encode(Observation())) == Observation()


@pytest.mark.parametrize(
    "got",
    [
        SEEN,
        msgspec.structs.replace(SEEN, output="loss 0.3334 after 3\n"),
        msgspec.structs.replace(SEEN, output="loss 0.33330000001 after 3\n"),
        msgspec.structs.replace(SEEN, plain={**SEEN.plain, "f": "a function"}),
        msgspec.structs.replace(
            SEEN, tensors={"x": msgspec.structs.replace(SEEN.tensors["x"], value=[1.0, 0.1000001])}
        ),
    ],
    ids=["itself", "last digit", "more digits", "other kinds", "last bits"],
)
def test_agreement(got: Observation) -> None:
    assert differences(SEEN, got) == []


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("4.", "5."), ("0.1", "0.2"), ("0.02", "0.03"), ("1e-05", "2e-05"), ("7", "8"),
        ("0.3333", "-0.3333"), ("1.5", "1.5 1.5"), ("12.34", "12"), ("0.1234", "0.1236"),
        ("nan", "0.1234"), ("1.234e+01", "1.234e+02"), ("tensor(2.)", "tensor(2.0000)"),
    ],
)  # fmt: skip
def test_printed_numbers_that_are_not_a_rounding_error_away(expected: str, got: str) -> None:
    assert len(differences(Observation(output=expected), Observation(output=got))) == 1


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ("0.1234", "0.1235"), ("1.2345e-05", "1.2346e-05"), ("-12.3", "-12.4"),
        ("0.30000001192092896", "0.30000004172325134"), ("[0.5, 1.234]", "[0.5, 1.233]"),
    ],
)  # fmt: skip
def test_printed_numbers_a_rounding_error_apart(expected: str, got: str) -> None:
    assert differences(Observation(output=expected), Observation(output=got)) == []


def _with_x(**changes: object) -> Observation:
    x = msgspec.structs.replace(SEEN.tensors["x"], **changes)
    return msgspec.structs.replace(SEEN, tensors={"x": x})


@pytest.mark.parametrize(
    ("got", "word"),
    [
        (msgspec.structs.replace(SEEN, output="loss 0.3335 after 3\n"), "printed line 1"),
        (msgspec.structs.replace(SEEN, output="loss 0.3333 after 4\n"), "printed line 1"),
        (msgspec.structs.replace(SEEN, output="loss  0.3333 after 3\n"), "printed line 1"),
        (msgspec.structs.replace(SEEN, output="loss 0.3333 after 3"), "printed lines"),
        (msgspec.structs.replace(SEEN, warnings=[]), "warning missing"),
        (msgspec.structs.replace(SEEN, error=None), "error"),
        (msgspec.structs.replace(SEEN, error=ErrorSeen("E", "too much", 3)), "error"),
        (msgspec.structs.replace(SEEN, tensors={}), "x: expected a tensor"),
        (msgspec.structs.replace(SEEN, plain={**SEEN.plain, "n": 4}), "n: expected 3"),
        (msgspec.structs.replace(SEEN, plain={**SEEN.plain, "n": 3.0}), "n: expected 3"),
        (msgspec.structs.replace(SEEN, plain={**SEEN.plain, "y": 1}), "y: no such variable"),
        (_with_x(value=[1.0, 0.10001]), "x.value"),
        (_with_x(value=[[1.0, 0.1]]), "x.value"),
        (_with_x(grad=[0.0, 2.0]), "x.grad"),
        (_with_x(grad=None), "x.grad"),
        (_with_x(version=0), "x.version"),
        (_with_x(is_leaf=False), "x.is_leaf"),
        (_with_x(requires_grad=False), "x.requires_grad"),
        (_with_x(dtype="float64"), "x.dtype"),
        (_with_x(grad_fn="MulBackward0"), "x.grad_fn"),
    ],
)  # fmt: skip
def test_disagreement(got: Observation, word: str) -> None:
    found = differences(SEEN, got)
    assert len(found) == 1
    assert found[0].startswith(word)
