"""The Scene: what a picture shows of a Trace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from traces import TRACES, Maker, abfg, detached, error, in_place, loop, mlp

from gradviz.api import run
from gradviz.renderers.scene import GAP, Card, Edge, Frame, Scene, scene
from gradviz.trace import BackwardPass, Product, Step, Trace, Warning


def card(scene: Scene, name: str) -> Card:
    """The last card of that name."""
    return [card for card in scene.cards if card.name == name][-1]


def kinds(scene: Scene) -> Counter[str]:
    return Counter(edge.kind for edge in scene.edges)


def test_the_article() -> None:
    picture = scene(abfg())
    assert [c.name + c.rest for c in picture.cards] == ["a", "b", "F = a * b", "G = 2 * F"]
    assert [c.kind for c in picture.cards] == ["leaf", "leaf", "result", "result"]
    f, g = picture.cards[2:]
    assert (f.form, f.status, f.retains_grad) == ("float32[2]", ["non-leaf", "MulBackward0"], True)
    assert (f.value, f.gradient, f.grad, f.why) == (["[200 200]"], "kept", ["[2 2]"], "")
    assert (g.gradient, g.grad, g.why) == ("passed", ["None"], "passed, not kept")
    assert picture.edges == [
        Edge(0, 2, "forward"), Edge(2, 0, "flow", "[40 40]"),
        Edge(1, 2, "forward"), Edge(2, 1, "flow", "[20 20]"),
        Edge(2, 3, "forward"), Edge(3, 2, "flow", "[2 2]"),
    ]  # fmt: skip
    (seed,) = picture.seeds
    assert seed.call + seed.text == "backward() starts with [1 1]"
    assert (picture.title, picture.notes) == ("abFG.py: computation graph", [])


def test_the_legend_explains_what_occurs_and_nothing_else() -> None:
    assert scene(abfg()).legend == [
        "leaf", "result", "retains", "forward", "flow", "kept", "passed"
    ]  # fmt: skip
    assert scene(error()).legend == ["leaf", "result", "forward", "none"]
    assert scene(detached()).legend == [
        "leaf", "result", "cut", "forward", "idle", "severed", "flow", "kept", "passed", "none"
    ]  # fmt: skip
    assert scene(TRACES["empty"]()).legend == []


def test_results_without_a_name_are_small_and_show_their_expression() -> None:
    small = [c for c in scene(mlp()).cards if c.small]
    assert [c.name for c in small] == ["x @ W1", "x @ W1 + b1", "h @ W2", "p - y", "(p - y)**2"]
    assert {c.name for c in scene(mlp()).cards if c.kind == "data"} == {"x", "y"}


def test_what_is_cut_off_from_autograd() -> None:
    picture = scene(detached())
    severed = {edge.label for edge in picture.edges if edge.kind == "severed"}
    assert severed == {"✂ detach()", "✂ no_grad"}
    assert card(picture, "d").kind == card(picture, "n").kind == "cut"


def test_a_tensor_that_is_read_twice_has_two_edges_and_a_sum() -> None:
    picture = scene(detached())
    between = [edge for edge in picture.edges if {edge.source, edge.target} == {0, 1}]
    assert Counter(edge.kind for edge in between) == {"forward": 2, "flow": 2}
    assert card(picture, "x").why == "= 27 + 27"


def test_a_sum_is_shown_only_where_it_is_one() -> None:
    trace = detached()
    trace.tensors[0].grad = 50.0  # as after a hook
    assert card(scene(trace), "x").why == ""
    trace.tensors[0].grad = -1.0
    for step in trace.passes[0].steps[-1:]:
        step.products[0].value, step.products[1].value = 2.0, -3.0
    assert card(scene(trace), "x").why == "= 2 - 3"


def test_changes_in_place_are_states_of_one_name() -> None:
    picture = scene(in_place())
    titles = [c.name + c.rest for c in picture.cards]
    assert titles == ["x", "y = x * 3", "y.add_(1)  v1", "y *= 2  v2", "x = y.sum()"]
    labels = [edge.label for edge in picture.edges if edge.kind == "in_place"]
    assert labels == ["in place v0 → v1", "in place v1 → v2"]


def test_a_warning_stands_on_the_tensor_that_its_line_names() -> None:
    picture = scene(in_place())
    (badge,) = card(picture, "y").badges
    assert badge[0].startswith("⚠ line 7: UserWarning: The .grad attribute")
    assert all(len(line) <= 46 for line in badge)
    assert [c.name for c in picture.cards if c.badges] == ["y"]
    assert picture.notes == []


def test_a_warning_of_no_tensor_is_a_note() -> None:
    trace = abfg()
    trace.warnings += [Warning("UserWarning", f"number {i}", None) for i in range(7)]
    notes = scene(trace).notes
    assert notes[0] == "⚠ UserWarning: number 0"
    assert notes[-1] == "⚠ 3 more warnings"


def test_an_error_is_joined_to_the_tensors_that_its_line_names() -> None:
    fault = scene(error()).fault
    assert fault is not None
    assert (fault.title, fault.place, fault.tensors) == ("RuntimeError", "line 5", [2])
    assert " ".join(fault.lines) == "grad can be implicitly created only for scalar outputs"
    assert fault.help


def test_several_passes_from_one_root_are_one_seed() -> None:
    trace = abfg()
    again = trace.passes[0]
    trace.passes.append(BackwardPass(again.span, "backward", again.roots, [[2.0, 3.0]], []))
    (seed,) = scene(trace).seeds
    assert seed.text == " (2 times; the last) starts with [2 3]"


def test_each_root_of_a_pass_has_its_own_seed() -> None:
    make = Maker("-", "\n")
    one = make.tensor("u", "torch.ones(2)", 1, [1.0, 1.0], grad=[1.0, 1.0])
    two = make.tensor("v", "torch.ones(())", 1, 1.0, grad=1.0)
    make.backward(1, (two, one), [7.0, [5.0, 6.0]])
    texts = [seed.text for seed in scene(make.trace).seeds]
    assert texts == [" starts with 7", " starts with [5 6]"]


def outline(frames: Sequence[Frame]) -> list[object]:
    return [(f.label, len(f.cards), *outline(f.frames)) for f in frames]


def test_turns_and_calls_have_frames_two_deep() -> None:
    picture = scene(loop(2))
    turn = lambda i: (f"step={i}", 0, ("f()", 2), ("no_grad()", 2))  # noqa: E731
    assert outline(picture.frames) == [turn(0), turn(1)]
    assert {tuple(c.status) for c in picture.cards if c.name == "loss"} == {
        ("non-leaf", "MulBackward0")
    }


def test_a_single_card_says_where_it_was_made_instead() -> None:
    trace = loop(2)
    for t in trace.tensors[1:3]:
        t.scope = 2 if t.names == ["e"] else 1
    statuses = {tuple(c.status[2:]) for c in scene(trace).cards if c.place in ("line 2", "line 3")}
    assert ("f()",) in statuses


def test_a_block_without_autograd_has_a_frame() -> None:
    trace = detached()
    assert scene(trace).frames == []  # of one card alone
    trace.tensors[2].span = trace.tensors[3].span
    assert scene(trace).frames == [Frame("no_grad()", [2, 3], [])]


def test_a_folded_turn_is_one_card() -> None:
    picture = scene(loop(3), fold=["step=1"])
    (fold,) = (c for c in picture.cards if c.kind == "fold")
    assert fold.describe() == "step=1: 4 ops (e, loss, w)"
    ends = Counter(e.kind for e in picture.edges if fold.id in (e.source, e.target))
    assert ends == {"forward": 2, "flow": 2, "in_place": 1}
    assert [seed.root for seed in picture.seeds].count(fold.id) == 1
    assert "fold" in picture.legend
    assert [frame.label for frame in picture.frames] == ["step=0", "step=2"]


def test_the_turns_in_the_middle_are_left_out_unless_asked_for() -> None:
    def frames(**folds: list[str]) -> list[str]:
        return [frame.label for frame in scene(loop(6), **folds).frames]  # type: ignore[arg-type]

    assert frames() == ["step=0", "step=5"]
    assert frames(unfold=["step=3"]) == ["step=0", "step=3", "step=5"]
    assert len(scene(loop(6), all=True).frames) == 6


def test_an_empty_trace_says_so() -> None:
    picture = scene(TRACES["empty"]())
    assert (picture.cards, picture.notes) == ([], ["There is no tensor to draw."])


# ── large graphs ──────────────────────────────────────────────────────────────────────────────────


def chain(length: int, *, named: bool) -> Trace:
    """x, and `length` results of which each was made from the one before."""
    make = Maker("-", "\n")
    last = make.tensor("x", "torch.tensor(1.)", 1, 1.0, grad=1.0)
    steps = []
    for i in range(length):
        name = f"y{i}" if named or i == length - 1 else ""
        made = make.tensor(name, "f", 1, 1.0, inputs=(last,), grad_fn="F", gradient="passed")
        steps.append(Step(made, "f", 1.0, [Product(last, 1.0, "g", False)]))
        last = made
    make.backward(1, (last,), [1.0], *reversed(steps))
    return make.trace


def dense(length: int, reach: int) -> Trace:
    """Tensors of which each was made from the `reach` before it."""
    make = Maker("-", "\n")
    steps = []
    for i in range(length):
        inputs = tuple(range(max(0, i - reach), i))
        make.tensor(f"y{i}", "f", 1, 1.0, inputs=inputs, grad_fn="F", gradient="passed")
        steps.append(Step(i, "f", 1.0, [Product(j, 1.0, "g", False) for j in inputs]))
    make.backward(1, (length - 1,), [1.0], *reversed(steps))
    return make.trace


def test_long_chains_without_names_are_folded_into_their_result() -> None:
    picture = scene(chain(5_000, named=False))
    assert [c.name for c in picture.cards] == ["x", "y4999"]
    assert kinds(picture) == {"forward": 1, "flow": 1}
    assert picture.left_out == 0


def test_a_short_chain_is_not_folded() -> None:
    assert len(scene(chain(30, named=False)).cards) == 31


def test_of_many_names_the_first_and_the_last_are_shown() -> None:
    picture = scene(chain(1_000, named=True))
    names = [c.name for c in picture.cards]
    assert len(names) == 120
    assert (names[0], names[-1]) == ("x", "y999")
    assert picture.left_out == 1_001 - 120
    assert kinds(picture)["gap"] == 2
    assert all(GAP in (e.source, e.target) for e in picture.edges if e.kind == "gap")


def test_of_a_long_loop_the_first_and_the_last_turn_are_shown() -> None:
    picture = scene(loop(200))
    losses = [c.value for c in picture.cards if c.name == "loss"]
    assert len(losses) == 2
    assert losses[0] == ["4"]
    assert picture.left_out > 0


@pytest.mark.parametrize(
    ("length", "reach", "left_out"),
    [
        (20, 2, ""),
        (40, 5, "the gradients beside them"),
        (30, 10, "the arrows of the gradients"),
        (100, 60, "the arrows of the gradients, and the"),
    ],
)
def test_more_edges_than_can_be_laid_out(length: int, reach: int, left_out: str) -> None:
    picture = scene(dense(length, reach))
    assert " ".join(picture.notes).startswith(
        f"The graph has many edges: left out are {left_out}" if left_out else ""
    )
    assert bool(picture.notes) == bool(left_out)
    assert len(picture.edges) < 800


@pytest.mark.parametrize("name", TRACES)
def test_every_edge_ends_at_cards_that_are_there(name: str) -> None:
    picture = scene(TRACES[name]())
    ids = {c.id for c in picture.cards} | ({GAP} if picture.left_out else set())
    assert {end for e in picture.edges for end in (e.source, e.target)} <= ids
    assert {seed.root for seed in picture.seeds} <= ids
    assert set(picture.fault.tensors if picture.fault else ()) <= ids


def test_a_changed_copy_is_no_version_of_the_original() -> None:
    trace = run("x = torch.ones(2)\ny = x.clone()\ny[0] = 5.\ny.mul_(2)\nz = y.sum()\n")
    edges = {(e.source, e.target): e.kind for e in scene(trace).edges}
    x, y, doubled = (t.id for t in trace.tensors if t.names in (["x"], ["y"]))
    assert (edges[x, y], edges[y, doubled]) == ("idle", "in_place")


def test_what_became_of_a_gradient_in_place_is_not_drawn() -> None:
    trace = loop(2)
    first = next(t for t in trace.tensors if t.op == "grad")
    zeroed = next(t for t in trace.tensors if t.op == "grad" and t.id > first.id)
    zeroed.op, zeroed.inputs, zeroed.version, zeroed.version_of = "zero_", [first.id], 1, first.id
    assert not any(c.name in ("zero_", "w.grad") for c in scene(trace).cards)
