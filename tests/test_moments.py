"""Moments: a program that is stopped after a line left what its Trace says of that line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import traces
from msgspec import UNSET
from oracle import Oracle
from parity import LONG, moment_differences, needs_torch, programs, title
from parity import traced as every_element

from gradviz.api import run
from gradviz.errors import GradvizError, UsageError
from gradviz.moments import _Cut, _Past, at_line, at_pass
from gradviz.trace import Scope, Trace, Variable, Warning, decode, encode

LOOP = """\
w = torch.tensor(1., requires_grad=True)
for step in range(3):
    loss = w * w
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    print(step)
    w.grad = None
"""


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    with Oracle() as running:
        yield running


def tensors_of(variables: dict[str, Variable]) -> dict[str, int]:
    return {name: v.tensor for name, v in variables.items() if v.tensor is not UNSET}


def traced(source: str) -> Trace | None:
    """The Trace of a program; None where there is none."""
    try:
        return run(f"{source}\n")
    except GradvizError:
        return None


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, id=title(program), marks=pytest.mark.long if later else ())
        for place, program in enumerate(programs())
        for later in [place % 4 or program in LONG]
    ],
)  # fmt: skip
def test_the_last_moment_is_what_the_program_left(program: Path) -> None:
    trace = traced(program.read_text(encoding="utf-8"))
    if trace is None:
        return
    past = _Past(trace, _Cut(len(trace.timeline), len(trace.tensors))).trace()
    assert tensors_of(past.variables) == tensors_of(trace.variables)
    assert (past.output, past.warnings, past.error) == (trace.output, trace.warnings, trace.error)
    assert (past.passes, past.timeline) == (trace.passes, trace.timeline)
    for then, now in zip(past.tensors, trace.tensors, strict=True):
        if then.requires_grad != now.requires_grad or then.is_leaf:
            then.reason = now.reason  # the first version of what requires grad only since
        assert then == now


def beginnings(source: str) -> Iterator[tuple[int, str]]:
    """For each statement of a program its line, and the program up to its end."""
    lines = source.split("\n")
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.Delete):
            yield statement.lineno, "\n".join(lines[: statement.end_lineno])


COMPARED = (
    "samples/article", "in_place", "views", "training_loops", "optimizers", "numpy_bridge",
)  # fmt: skip
"""The folders whose programs PyTorch runs line by line."""

ROUNDED = {"matrix_factorization", "softmax_classifier", "versions_after_steps"}
"""Programs whose gradients differ in the last bits on the way."""

LOOKED_AT = {"of_a_transposed_result"}
STALE = pytest.mark.xfail(
    strict=True, reason="a view of what has changed since has its new history once it is looked at"
)


@pytest.mark.torch
@needs_torch
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, id=title(program), marks=STALE if program.stem in LOOKED_AT else ())
        for program in programs()
        if title(program.parent).removeprefix("tests/programs/") in COMPARED
        and program.stem not in ROUNDED
    ],
)
def test_a_moment_is_what_pytorch_had_then(program: Path, oracle: Oracle) -> None:
    source = program.read_text(encoding="utf-8")
    assert moment_differences(oracle.moments(source), every_element(source)) == []


CHOSEN = [
    pytest.param(program, id=title(program), marks=() if place % 16 == 0 else pytest.mark.long)
    for place, program in enumerate(programs()[::3])
]
"""Some of them: each is run as often as it has lines."""


@pytest.mark.parametrize("program", CHOSEN)
def test_a_line_leaves_what_the_program_up_to_it_leaves(program: Path) -> None:
    source = program.read_text(encoding="utf-8")
    whole = traced(source)
    for line, beginning in beginnings(source):
        part = traced(beginning)
        if whole is None or part is None or part.error:
            continue
        try:
            moment = at_line(whole, line)
        except UsageError:
            continue
        if len(moment.tensors) != len(part.tensors):
            continue  # the line is part of a function that ran later
        assert moment.output == part.output
        assert _while_running(moment) == _while_running(part)
        assert moment.passes == part.passes
        for then, now in zip(moment.tensors, part.tensors, strict=True):
            assert (then.names, then.grad, then.gradient) == (now.names, now.grad, now.gradient)
            assert then.requires_grad == now.requires_grad
            assert then.retains_grad == now.retains_grad


def _while_running(trace: Trace) -> list[Warning]:
    """The warnings but for those of the text as a whole, which come before any of it runs."""
    return [warning for warning in trace.warnings if warning.category != "SyntaxWarning"]


def test_a_line_in_a_loop_is_seen_after_its_last_turn() -> None:
    trace = run(LOOP)
    moment = at_line(trace, 4)
    assert (len(moment.passes), moment.output) == (3, "0\n1\n")
    assert [t.grad for t in moment.tensors if t.names == ["w"]] == [None, None, 0.5]


def test_a_pass_is_seen_before_its_gradients_are_used() -> None:
    trace = run(LOOP)
    first = at_pass(trace, 1)
    assert (len(first.passes), first.output, len(first.scopes)) == (1, "", 1)
    assert [(t.names, t.grad, t.reason) for t in first.tensors] == [
        (["w"], 2.0, "leaf"), (["loss"], None, "passed, not kept"), ([], None, "a gradient"),
    ]  # fmt: skip
    assert tensors_of(first.variables) == {"w": 0, "loss": 1}
    assert at_pass(trace, -3) == first
    second = at_pass(trace, 2)
    assert [t.grad for t in second.tensors if t.names == ["w"]] == [None, 1.0]


def test_before_backward_nothing_has_a_gradient() -> None:
    trace = run(
        "x = torch.tensor([1., 2.], requires_grad=True)\ny = x * 2\ny.retain_grad()\nz = y.sum()\n"
        "z.backward()\nv = x\nx.requires_grad_(False)\n"
    )
    made = at_line(trace, 2).tensors
    assert [t.retains_grad for t in made] == [False, False]
    told = at_line(trace, 4).tensors
    assert [t.retains_grad for t in told] == [False, True, False]
    assert {(t.gradient, t.reason) for t in told} == {("none", "backward() was not called")}
    assert [t.names for t in told] == [["x"], ["y"], ["z"]]
    assert [t.requires_grad for t in told] == [True] * 3
    ended = at_line(trace, 5).tensors
    assert [(t.gradient, t.grad) for t in ended[:3]] == [
        ("kept", [2.0, 2.0]), ("kept", [1.0, 1.0]), ("passed", None),
    ]  # fmt: skip


def test_what_is_changed_through_another_tensor_was_so_before() -> None:
    trace = run(
        "import numpy as np\na = np.zeros(2)\nx = torch.from_numpy(a)\nv = x.view(2, 1)\n"
        "v.add_(1)\na[0] = 5\n"
    )
    seen = []
    for line in (4, 5, 6):
        moment = at_line(trace, line)
        tensors = [moment.tensors[i] for i in tensors_of(moment.variables).values()]
        seen.append([(t.value, t.version) for t in tensors])
    assert seen == [
        [([0.0, 0.0], 0), ([[0.0], [0.0]], 0)],
        [([1.0, 1.0], 1), ([[1.0], [1.0]], 1)],
        [([5.0, 1.0], 1), ([[5.0], [1.0]], 1)],
    ]


def test_a_line_is_over_when_its_call_is() -> None:
    trace = run(
        "def f(x):\n    y = 2 * x\n    print('end')\n    return y\n"
        "z = f(torch.ones(1))\nw = z + 1\n"
    )
    moment = at_line(trace, 5)
    assert (moment.output, list(tensors_of(moment.variables))) == ("end\n", ["z"])


def test_a_name_of_a_function_or_a_comprehension_is_no_variable() -> None:
    trace = run(
        "x = torch.ones(1)\na = [x + 1 for x in (x, x)]\ndef f():\n    x = torch.zeros(2)\nf()\n"
        "b = x + 1\n"
    )
    assert tensors_of(at_line(trace, 5).variables) == {"x": 0}


def test_a_name_can_come_to_mean_a_plain_value() -> None:
    trace = run("a = torch.ones(1)\nb = a + 1\na = 3\nc = b + a\na = [b]\nd = b + 1\n")
    assert at_line(trace, 2).variables["a"] == Variable(tensor=0)
    assert at_line(trace, 4).variables["a"] == Variable(value=3)
    assert "a" not in at_line(trace, 6).variables


def test_a_formula_has_the_names_of_its_time() -> None:
    trace = run(
        "x = torch.ones(1, requires_grad=True)\nparts = [x.exp()]\n"
        "parts[0].sum().backward(retain_graph=True)\ny = parts[0]\ny.sum().backward()\n"
    )
    first, second = (p.steps[-1].products[0].formula for p in trace.passes)
    assert (first, second) == ("g * out", "g * y")


def test_a_pass_that_is_refused_is_not_said_to_be_missing() -> None:
    trace = run("x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.backward()\n")
    assert [t.reason for t in trace.tensors] == ["the backward pass raised an error"] * 2
    assert [t.reason for t in at_line(trace, 2).tensors] == ["backward() was not called"] * 2


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda trace: setattr(trace.tensors[0], "version_of", 0), "is a version of none"),
        (lambda trace: setattr(trace.tensors[1], "version_of", 9), "is a version of none"),
        (lambda trace: setattr(trace.timeline[0], "scope", 9), "has a scope that does not exist"),
    ],
)  # fmt: skip
def test_a_trace_is_read_only_where_versions_and_scopes_are_there(change, complaint) -> None:
    trace = traces.loop(2)
    change(trace)
    with pytest.raises(ValueError, match=complaint):
        decode(encode(trace))


def test_the_end_is_the_trace_itself() -> None:
    trace = run("x = torch.ones(2)\ny = x + 1\n")
    assert at_line(trace, 2) is trace


def test_names_of_functions_are_no_variables() -> None:
    trace = run(
        "def f(x):\n    y = x + 1\n    return y\na = torch.ones(2)\nx = f(a)\nb = f(x)\nc = 3 * b\n"
    )
    assert tensors_of(at_line(trace, 6).variables) == {"a": 0, "x": 1, "b": 2}


def test_a_deleted_name_is_there_before() -> None:
    trace = run("a = torch.ones(2)\nb = a + 1\ndel a\nc = b + 1\n")
    assert tensors_of(at_line(trace, 2).variables) == {"a": 0, "b": 1}
    assert tensors_of(at_line(trace, 3).variables) == {"b": 1}


def test_what_was_given_back_stands_in_no_grad() -> None:
    trace = run(
        "x = torch.tensor(3., requires_grad=True)\ny = x * x\n(g,) = torch.autograd.grad(y, x)\n"
        "z = g + x\n"
    )
    moment = at_pass(trace, 1)
    assert [(t.gradient, t.reason) for t in moment.tensors[:2]] == [
        ("passed", "given back by autograd.grad()"), ("passed", "passed, not kept"),
    ]  # fmt: skip
    assert [t.value for t in moment.tensors] == [3.0, 9.0, 6.0]


def test_an_error_is_there_after_its_line_alone() -> None:
    trace = run("x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.backward()\n")
    assert trace.error
    assert at_line(trace, 2).error is None
    assert at_line(trace, 3).error is trace.error


def test_a_trace_that_tells_less_is_told_as_far_as_it_goes() -> None:
    trace = traces.loop(3)  # without events of gradients
    moment = at_pass(trace, 1)
    assert [t.names for t in moment.tensors] == [["w"], ["e"], ["loss"]]
    assert [t.gradient for t in moment.tensors] == ["kept", "passed", "passed"]
    assert moment.scopes == trace.scopes[:2]
    assert isinstance(moment.scopes[0], Scope)


@pytest.mark.parametrize(
    ("line", "message", "help"),
    [
        (2, "line 2 did not run, or did nothing with tensors", "--at 3"),
        (99, "line 99 did not run, or did nothing with tensors", "--at 8"),
    ],
)
def test_a_line_that_did_not_run(line: int, message: str, help: str) -> None:
    with pytest.raises(UsageError) as caught:
        at_line(run(LOOP), line)
    assert caught.value.message == message
    assert caught.value.help.endswith(help)


@pytest.mark.parametrize("number", [0, 4, -4])
def test_a_pass_that_there_was_not(number: int) -> None:
    with pytest.raises(UsageError) as caught:
        at_pass(run(LOOP), number)
    assert caught.value.message == f"there is no backward pass {number}: the program has 3"


def test_no_pass_at_all() -> None:
    with pytest.raises(UsageError) as caught:
        at_pass(traces.empty(), 1)
    assert caught.value.message.endswith("the program has none")
    with pytest.raises(UsageError) as caught:
        at_line(traces.empty(), 1)
    assert caught.value.message == "line 1 made no tensor"


@pytest.mark.parametrize("name", traces.TRACES)
def test_every_moment_can_be_written_and_read(name: str) -> None:
    trace = traces.TRACES[name]()
    trace.source.text.encode("utf-8", "replace")
    for line in range(1, 12):
        try:
            moment = at_line(trace, line)
        except UsageError:
            continue
        if name != "hostile":  # which holds surrogates
            assert decode(encode(moment)) == moment


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--at", "3"], 0), (["--at", "2"], 2), (["--at", "0"], 2), (["--at", "x"], 2),
        (["--pass", "1"], 0), (["--pass", "-1"], 0), (["--pass", "0"], 2), (["--pass", "9"], 2),
        (["--at", "3", "--pass", "1"], 2),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["show", "draw", "json"])
def test_every_command_shows_a_moment(command, arguments, code, gradviz) -> None:
    gradviz.write("loop.py", LOOP)
    options = ["-f", "dot"] if command == "draw" else []
    outcome = gradviz(command, "loop.py", *options, *arguments)
    assert outcome.code == code
    assert bool(outcome.out) == (code == 0)


def test_a_moment_before_the_error_has_none(gradviz) -> None:
    gradviz.write("f.py", "x = torch.ones(2, requires_grad=True)\ny = x * 2\ny.backward()\n")
    assert gradviz("f.py").code == 4
    assert gradviz("f.py", "--at", "2").code == 0
    assert gradviz("f.py", "--at", "3").code == 4
