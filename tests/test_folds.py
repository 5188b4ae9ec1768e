"""What is folded, left out and spared, and what stands at its statement."""

from __future__ import annotations

import pytest
import traces

from gradviz.api import run
from gradviz.errors import UsageError
from gradviz.renderers.folds import folding
from gradviz.renderers.rows import entries, sources
from gradviz.renderers.scene import scene
from gradviz.renderers.styles import plain
from gradviz.renderers.table import table
from gradviz.trace import Trace

CALL = """\
def f(x):
    x = x%s
    return x
a = torch.tensor(1., requires_grad=True)
y = f(a)
y.backward()
"""


def shown(trace: Trace, **options: object) -> str:
    return plain(table(trace, **options))  # type: ignore[arg-type]


def notes(trace: Trace, **options: object) -> list[str]:
    rows = entries(trace, **options)  # type: ignore[arg-type]
    return [row.note for row in rows if row.tensor is None]


def test_a_turn_that_is_asked_for_parts_the_turns_that_are_left_out() -> None:
    assert notes(traces.loop(9), unfold=["step=3"]) == [
        "step=0, f():",
        "… 2 more iterations (--all shows them)",
        "step=3, f():",
        "… 4 more iterations (--all shows them)",
        "step=8, f():",
    ]
    assert notes(traces.loop(4), unfold=["step=1"])[2] == "… 1 more iteration (--all shows them)"


def test_a_turn_that_is_folded_is_one_row_that_says_what_is_in_it() -> None:
    assert notes(traces.loop(4), fold=["step=*"]) == [
        f"step={i}: 4 ops (e, loss, w)" for i in range(4)
    ]
    assert "printed: tensor" not in shown(traces.loop(4))


def test_folds_are_nodes_of_the_graph() -> None:
    text = shown(traces.loop(3), fold=["step=1"], width=100)
    (row,) = (line for line in text.splitlines() if "step=1" in line)
    assert row == "   5  ◆      step=1: 4 ops (e, loss, w)"
    assert "◆ folded (--unfold shows it)" in text


def test_what_follows_a_fold_was_made_from_it() -> None:
    trace = traces.loop(3)
    rows = entries(trace, fold=["step=1"])
    (fold,) = (row.fold for row in rows if row.fold)
    found = sources(trace, rows)
    before = [t.id for t in trace.tensors if t.names == ["w"]][1]
    after = next(t.id for t in trace.tensors if t.id > max(fold.members))
    assert (found[fold.id], found[after]) == ([before], [fold.id])


def test_a_call_with_many_ops_is_folded_but_for_what_it_gave_back() -> None:
    long = run(CALL % (" + 1" * 10))
    rows = entries(long)
    assert [row.note or (row.tensor and row.tensor.names[-1]) for row in rows] == [
        "a", "f(): 10 ops (x, y)", "y",
    ]  # fmt: skip
    assert sources(long, rows)[10] == [rows[1].fold.id]  # type: ignore[union-attr]
    assert len(entries(long, unfold=["f()"])) == 12
    assert len(entries(long, all=True)) == 13  # with what became a.grad
    assert len(entries(run(CALL % (" + 1" * 8)))) == 10
    assert [row.fold is None for row in entries(long, all=True, fold=["f()"])] == [
        True, False, True, True,
    ]  # fmt: skip


def test_folds_in_folds_are_one() -> None:
    trace = traces.loop(3)
    assert notes(trace, fold=["f()", "step=1"]) == [
        "step=0:", "f(): 2 ops (e, loss)", "step=1: 4 ops (e, loss, w)",
        "step=2:", "f(): 2 ops (e, loss)",
    ]  # fmt: skip


def test_a_label_that_nothing_has() -> None:
    with pytest.raises(UsageError) as caught:
        folding(traces.loop(9), fold=["turn=3"])
    assert caught.value.message == "no turn of a loop and no call is labelled 'turn=3'"
    assert caught.value.help == "there are step=0, f(), step=1, step=2, step=3, step=4, …"
    with pytest.raises(UsageError) as caught:
        folding(traces.abfg(), unfold=["f()"])
    assert caught.value.help == "there are none"


# ── what the program said ─────────────────────────────────────────────────────────────────────────


def test_printed_lines_stand_at_their_statement() -> None:
    text = shown(run("a = torch.ones(2)\nprint('a is', a)\nb = a + 1\nprint(b)\n"), width=60)
    lines = text.splitlines()
    assert lines[3:6] == [
        "   1  □      a           leaf    [1 1]  ○ None",
        "   2  │      printed: a is tensor([1., 1.])",
        "   3  □      b = a + 1   leaf    [2 2]  ○ None",
    ]
    assert text.endswith("printed\n  tensor([2., 2.])\n")


def test_what_is_printed_at_the_end_stands_below() -> None:
    text = shown(run("a = torch.ones(2)\nprint(1)\nprint(2)\n"))
    assert "printed:" not in text
    assert text.endswith("printed\n  1\n  2\n")


def test_nothing_that_was_printed_is_lost() -> None:
    text = shown(run("for i in range(6):\n    a = torch.ones(i)\n    print('turn', i)\n"))
    assert "printed: turn 0\n" in text
    assert "printed: turn 3" not in text
    assert text.endswith("".join(f"  turn {i}\n" for i in range(6)))


def test_of_many_lines_the_first_are_shown() -> None:
    code = "a = torch.ones(1)\n" + "".join(f"print({i})\n" for i in range(5)) + "b = a + 1\n"
    text = shown(run(code))
    assert [line.split()[-1] for line in text.splitlines() if "printed:" in line] == ["0", "1", "2"]
    assert "… 2 more, see below" in text
    assert text.endswith("printed\n  0\n  1\n  2\n  3\n  4\n")


def test_a_blank_line_is_not_worth_a_row() -> None:
    text = shown(run("a = torch.ones(1)\nprint()\nprint('x')\nb = a + 1\n"))
    assert text.count("printed:") == 1
    assert not text.endswith("x\n")


def test_a_long_line_is_cut() -> None:
    text = shown(run("a = torch.ones(1)\nprint('x' * 200)\nb = a + 1\n"), width=40)
    (line,) = (line for line in text.splitlines() if "printed:" in line)
    assert len(line) == 40
    assert line.endswith("…")


def test_a_warning_is_pointed_to_where_it_arose() -> None:
    text = shown(run(
        "a = torch.ones(1, requires_grad=True)\nb = a + 1\nb.grad\nc = b + 1\n"
    ))  # fmt: skip
    assert "   3  │      warning, see below\n" in text
    assert "UserWarning at line 3" in text


def test_lines_of_a_folded_turn_are_with_it() -> None:
    trace = run("for i in range(2):\n    a = torch.ones(i)\n    print('turn', i)\nb = a + 1\n")
    assert "printed: turn 0" in shown(trace)
    assert "printed: turn" not in shown(trace, fold=["i=*"])


# ── modules ───────────────────────────────────────────────────────────────────────────────────────


NET = """\
import torch
from torch import nn
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
y = net(torch.ones(1, 2))
y.sum().backward()
"""


def test_what_a_layer_does_is_called_by_its_ops() -> None:
    trace = run(NET)
    steps = [row for row in entries(trace) if row.tensor is None or row.tensor.id > 8]
    assert "net(), net.0():" in [row.note for row in steps]
    text = shown(trace, width=100)
    for op in ("    t ", "    addmm ", "y = net(torch.ones(1, 2))", "net.0.weight", "net.0.bias"):
        assert op in text
    assert text.count("net(torch.ones(1, 2))") == 1
    assert "addmm" in {card.name for card in scene(trace).cards}


def test_a_module_is_folded_by_its_path() -> None:
    assert "net.0(): 2 ops" in notes(run(NET), fold=["net.0()"])
    assert [
        card.name for card in scene(run(NET), fold=["net.0()"]).cards if card.kind == "fold"
    ] == ["net.0()"]


def test_a_view_of_what_changes_later_is_no_change() -> None:
    text = NET + "with torch.no_grad():\n    net[0].weight -= net[0].weight.grad\n"
    drawn = scene(run(text))
    changed = [edge.label for edge in drawn.edges if edge.kind == "in_place"]
    names = {card.id: card.name for card in drawn.cards}
    assert changed.count("in place v1 → v2") == 1
    assert all(names.get(edge.target) != "t" for edge in drawn.edges if edge.kind == "in_place")
