"""numpy's and Python's random numbers: the program of a text file, and calls that go wrong."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from parity import observe

from gradviz.errors import LimitError
from gradviz.language.interpreter import Settings, interpret
from gradviz.limits import Limits
from gradviz.trace import Source

PROGRAM = Path(__file__).parent / "random_modules.txt"
HEAD = "import random\nimport numpy as np\n"


def test_draws_what_they_draw() -> None:
    text = PROGRAM.read_text(encoding="utf-8")
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(text, {})
    seen = observe(text)
    assert seen.error is None
    assert seen.output == output.getvalue()


@pytest.mark.parametrize(
    "call",
    [
        "np.random.seed(-1)", "np.random.rand(-1)", "np.random.randint(5, 3)",
        "np.random.normal(0, -1)", "np.random.choice(0)", "np.random.choice([1, 2], 5, False)",
        "np.random.default_rng(-1)", "np.random.default_rng(3).integers(5, 3)",
        "np.random.randn(2.5)", "random.choice([])", "random.sample([1], 2)",
        "random.sample({1, 2}, 1)", "random.seed([1])", "random.randint(5, 3)",
        "random.shuffle((1, 2))", "random.choice(3)", "random.random(3)",
    ],
)  # fmt: skip
def test_refused_in_their_words(call: str) -> None:
    with pytest.raises(Exception) as caught:
        exec(HEAD + call, {})
    error = observe(HEAD + call).error
    assert error is not None, "gradviz does not refuse it"
    assert (error.type, error.message) == (type(caught.value).__name__, str(caught.value))


@pytest.mark.parametrize(
    "call",
    [
        "np.random.rand(10**5, 10**5)", "np.random.normal(size=10**9)",
        "np.random.normal(np.zeros((1000, 1)), np.ones(10**4))", "np.random.permutation(10**9)",
        "np.random.choice(10**9, 2, replace=False)", "np.random.choice(3, 10**9)",
        "np.random.default_rng(0).integers(0, 2, (10**5, 10**5))", "random.choices([1], k=10**9)",
        "random.sample(range(10**9), 10**8)", "random.getrandbits(10**12)",
        "x = [0] * 10**6\nwhile True:\n    random.shuffle(x)",
    ],
)  # fmt: skip
def test_what_would_take_too_long_is_stopped(call: str) -> None:
    limits = Limits(elements=3_000_000, work=3_000_000_000)
    with pytest.raises(LimitError):
        interpret(Source("program.py", HEAD + call), Settings(limits=limits))


def test_without_a_seed_every_run_draws_the_same() -> None:
    text = (
        HEAD + "a = random.random()\nb = np.random.rand()\nc = np.random.default_rng().random()\n"
        "random.seed(4)\nrandom.seed()\nd = random.random()\n"
    )
    seen = observe(text)
    assert seen.plain == observe(text).plain
    assert seen.plain["d"] == seen.plain["a"]


@pytest.mark.parametrize(
    "call", ["np.random.shuffle('ab')", "np.random.choice(['a', 'b'])", "random.uniform([], 1)"]
)
def test_what_gradviz_does_not_have_is_an_error_of_the_program(call: str) -> None:
    error = observe(HEAD + call).error
    assert error is not None
    assert error.type == "TypeError"
