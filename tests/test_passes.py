"""Several backward passes side by side."""

from __future__ import annotations

import pytest
import traces

from gradviz.api import run
from gradviz.renderers.cells import cell_width
from gradviz.renderers.look import SIGNS, WORDS
from gradviz.renderers.passes import passes
from gradviz.renderers.styles import plain
from gradviz.renderers.table import table
from gradviz.trace import BackwardPass, Product, Step, Summary, Trace


def shown(trace: Trace, width: int = 80) -> list[list[str]]:
    return [line.split() for line in plain(passes(trace, width, SIGNS)).splitlines()]


def accumulated(times: int) -> Trace:
    """x * x, and y with `retain_grad()`; the graph is made anew for each pass."""
    return run(
        "x = torch.tensor(3., requires_grad=True)\nw = torch.tensor(1., requires_grad=True)\n"
        + "y = x * x\ny.retain_grad()\nz = y + w\nz.backward()\n" * times
    )


def test_a_single_pass_stands_alone() -> None:
    assert passes(traces.abfg(), 80, SIGNS) == []
    assert passes(traces.empty(), 80, SIGNS) == []


def test_what_each_pass_added() -> None:
    assert shown(accumulated(2)) == [
        ["added", "to", "pass", "1", "(line", "6)", "pass", "2", "(line", "10)", ".grad"],
        ["x", "6", "6", "●", "12"],
        ["w", "1", "1", "●", "2"],
        ["y", "1", "·", "●", "1"],
        ["y", "·", "1", "●", "1"],
    ]


def test_versions_of_a_leaf_are_one_row() -> None:
    rows = shown(traces.loop(3))
    assert rows[0] == ["added", "to", "pass", "1", "pass", "2", "pass", "3", ".grad"]
    assert rows[1:] == [["w", "-4", "-2", "-1", "●", "0"]]


def test_of_many_passes_the_first_and_the_last_are_shown() -> None:
    assert shown(traces.loop(9), width=60) == [
        ["added", "to", "pass", "1", "pass", "2", "…", "pass", "9", ".grad"],
        ["w", "-4", "-2", "…", "-0.01562", "●", "0"],
    ]
    assert shown(traces.loop(9), width=42)[0] == [
        "added", "to", "pass", "1", "…", "pass", "9", ".grad",
    ]  # fmt: skip
    assert shown(traces.loop(9), width=20) == []


def test_passes_that_meet_in_no_tensor_need_no_comparison() -> None:
    code = "x = torch.tensor(3., requires_grad=True)\n(x * x).backward()\n"
    assert shown(run(code + code.replace("x", "w"))) == []


def test_what_autograd_grad_gave_back_was_added_to_nothing() -> None:
    trace = run(
        "x = torch.tensor(3., requires_grad=True)\n(x * x).backward()\n(x * x).backward()\n"
        "(g,) = torch.autograd.grad(x * x * x, x)\n"
    )
    assert shown(trace)[1] == ["x", "6", "6", "·", "●", "12"]


def test_a_root_that_keeps_its_gradient_got_the_seed() -> None:
    trace = run(
        "x = torch.tensor(3., requires_grad=True)\ny = x * 2\ny.retain_grad()\n"
        "y.backward(torch.tensor(5.), retain_graph=True)\ny.backward()\n"
    )
    assert shown(trace)[1:] == [["x", "10", "2", "●", "12"], ["y", "5", "1", "●", "6"]]


def test_summaries_are_not_added_up() -> None:
    trace = traces.abfg()
    summary = Summary([2], "float32", 0.0, 1.0, 0.5, [0.0], [1.0])
    product = Product(0, summary, "g", True)
    twice = BackwardPass(None, "backward", [3], [[1.0, 1.0]], [Step(2, "mul", None, [product] * 2)])
    trace.passes += [twice]
    assert shown(trace, width=120)[1] == ["a", "[40", "40]", "…", "●", "[40", "40]"]


def test_the_table_has_them_below_and_names_a_few() -> None:
    lines = plain(table(accumulated(2), width=120)).splitlines()
    assert lines[0].endswith(
        "2 backward passes: from z (line 6), gradient 1; from z (line 10), gradient 1"
    )
    assert any(line.startswith("added to  pass 1 (line 6)") for line in lines)
    assert "added to" not in plain(table(accumulated(2), only="x"))


@pytest.mark.parametrize("look", [SIGNS, WORDS])
def test_no_line_is_too_wide(look) -> None:
    for trace in (traces.loop(4), traces.loop(12), accumulated(3)):
        for width in range(20, 130, 3):
            for line in passes(trace, width, look):
                assert cell_width("".join(text for text, _ in line)) <= width
