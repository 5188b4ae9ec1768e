"""`--keep`: what is folded, that nothing else changes, that memory and limits do not grow."""

from __future__ import annotations

import gc
import tracemalloc

import pytest
from cli_runner import Runner
from msgspec import UNSET
from parity import observation, programs, title

from gradviz.api import render, run
from gradviz.errors import LimitError, UsageError
from gradviz.language import keeping
from gradviz.limits import Limits
from gradviz.moments import at_pass
from gradviz.trace import Scope, Trace, decode, encode

TRAINING = """\
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 2))
optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
x = torch.randn(32, 8)
y = torch.randint(0, 2, (32,))
for step in range({steps}):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
print(loss.item())
"""

LOOP = """\
w = torch.ones(2, requires_grad=True)
{setup}
for step in range({steps}):
    loss = (w * w).sum()
    loss.backward()
    {body}
"""


def loop(steps: int, body: str = "w.grad = None", setup: str = "", **options: object) -> Trace:
    text = LOOP.format(setup=setup, steps=steps, body=body)
    return run(text, **{"keep": "last", **options})  # type: ignore[arg-type]


def folded(trace: Trace) -> list[Scope]:
    return [scope for scope in trace.scopes if scope.folded is not None]


def status(trace: Trace) -> object:
    """What the Trace says of the gradients of the variables."""
    ends = {name: v.tensor for name, v in trace.variables.items() if v.tensor is not UNSET}
    tensors = {name: trace.tensors[i] for name, i in ends.items()}
    return {name: (t.names, t.gradient, t.reason) for name, t in tensors.items()}


WITH_LOOPS = [
    p for p in programs()
    if "backward(" in p.read_text() and any(w in p.read_text() for w in ("for ", "while "))
    and p.stem != "character_gpt"
]  # fmt: skip


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, id=title(program), marks=pytest.mark.long if place % 45 else ())
        for place, program in list(enumerate(WITH_LOOPS))[::15]
    ],
)
def test_a_program_ends_as_it_would_with_all_steps(
    program: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SLACK", 0)
    text = program.read_text()  # type: ignore[attr-defined]
    whole, last = run(text, keep="all"), run(text, keep="last")
    assert observation(last) == observation(whole)
    assert status(last) == status(whole)
    decode(encode(last))


@pytest.mark.long
def test_memory_does_not_grow_with_the_steps() -> None:
    gc.collect()

    def peak(steps: int) -> int:
        tracemalloc.start()
        run(TRAINING.format(steps=steps), keep="last", limits=Limits(seconds=600.0))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)
    few, many = peak(50), peak(500)
    assert many < few + 300_000


def test_what_is_dropped_is_told() -> None:
    trace = loop(100)
    (scope,) = folded(trace)
    assert (scope.kind, scope.label, scope.parent) == ("loop", "step=0 … step=98", None)
    assert scope.folded is not None
    whole = loop(100, keep="all")
    assert scope.folded.turns == scope.folded.passes == 99
    assert scope.folded.tensors + len(trace.tensors) == len(whole.tensors)
    assert len(trace.passes) == 1
    assert [s.label for s in trace.scopes] == ["step=0 … step=98", "step=99"]


@pytest.mark.parametrize(("keep", "kept"), [("last", 1), (1, 1), (3, 3), (9, 8), ("all", 8)])
def test_as_many_steps_as_were_asked_for(keep: object, kept: int) -> None:
    trace = loop(8, keep=keep)
    assert len(trace.passes) == kept
    assert bool(folded(trace)) == (kept < 8)


def test_a_loop_within_a_loop() -> None:
    text = (
        "w = torch.ones(2, requires_grad=True)\n"
        "for epoch in range(3):\n    total = 0.\n    for i in range(4):\n"
        "        loss = (w * i).sum()\n        loss.backward()\n        total += loss.item()\n"
        "    mean = torch.tensor(total)\n"
    )
    trace = run(text, keep=2)
    assert [s.label for s in trace.scopes] == [
        "epoch=0 … epoch=1", "epoch=2", "i=0 … i=1", "i=2", "i=3",
    ]  # fmt: skip
    assert [s.folded.passes for s in folded(trace) if s.folded] == [8, 2]
    assert observation(trace) == observation(run(text, keep="all"))


def test_what_lives_on_keeps_its_history() -> None:
    text = LOOP.format(setup="kept = []", steps=6, body="kept.append(loss)")
    trace = run(f"{text}total = sum(kept[1:])\ntotal.backward()\n", keep="last")
    error = trace.error
    assert error is not None  # PyTorch's, since the passes before have freed what is needed
    assert "backward through the graph a second time" in error.message
    held = run(f"{text.replace('loss.backward()', 'loss.backward(retain_graph=True)')}"
               "w.grad = None\nsum(kept).backward()\n", keep="last")  # fmt: skip
    assert held.error is None
    assert held.tensors[held.variables["w"].tensor].grad == [12.0, 12.0]  # type: ignore[index]


def test_what_autograd_knows_lives_on() -> None:
    body = "w.register_hook(lambda g: g * 2) if step == 0 else None"
    for setup in ("", "first = (w * 3).sum()\nnode = first.grad_fn"):
        whole, last = (loop(7, body, setup, keep=keep) for keep in ("all", "last"))
        assert observation(last) == observation(whole)


def test_limits_are_given_back() -> None:
    limits = Limits(ops=60, elements=400)
    for keep in ("last", "auto"):
        assert loop(200, keep=keep, limits=limits).error is None
    with pytest.raises(LimitError):
        loop(200, keep="all", limits=limits)


@pytest.mark.parametrize("held", ["w.detach().numpy()", "w.tolist()", "[0] * 50", "numpy.ones(50)"])
def test_what_is_no_tensor_is_not_given_back(held: str) -> None:
    with pytest.raises(LimitError):
        loop(400, f"kept.append({held})", "import numpy\nkept = []",
             limits=Limits(ops=3_000, elements=1_500))  # fmt: skip


def test_auto_folds_only_where_it_must() -> None:
    assert not folded(loop(20, keep="auto"))
    trace = loop(20, keep="auto", limits=Limits(ops=70))
    assert folded(trace)
    assert observation(trace) == observation(loop(20, keep="all"))


def test_every_renderer_says_so() -> None:
    trace = loop(9)
    for format in ("table", "svg", "dot"):
        shown = render(trace, format)
        assert isinstance(shown, str)
        assert "step=0 … step=7 folded" in shown.replace("\N{NO-BREAK SPACE}", " ")


def test_passes_are_counted_from_the_first() -> None:
    trace = loop(9, keep=2)
    assert at_pass(trace, 9) == at_pass(trace, -1)
    assert at_pass(trace, 8).passes == trace.passes[:1]
    with pytest.raises(UsageError) as caught:
        at_pass(trace, 3)
    assert caught.value.message == "backward pass 3 is folded: the trace has the last 2 of 9"


def test_on_the_command_line(gradviz: Runner) -> None:
    code = LOOP.format(setup="", steps=9, body="w.grad = None")
    whole = decode(gradviz("json", "-e", code, "--keep", "all").out.encode())
    last = decode(gradviz("json", "-e", code, "--keep", "last").out.encode())
    assert (len(whole.passes), len(last.passes)) == (9, 1)
    wrong = gradviz("json", "-e", code, "--keep", "some")
    assert (wrong.code, "'some' is not a whole number" in wrong.err) == (2, True)
