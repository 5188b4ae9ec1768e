"""The table: what it shows of whole programs (golden files), and what it never does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
import traces
from hypothesis import given, settings
from hypothesis import strategies as st

from gradviz.renderers.cells import cell_width
from gradviz.renderers.rows import entries, sources
from gradviz.renderers.styles import STYLES, Line, plain
from gradviz.renderers.table import table
from gradviz.trace import Scope, Span, Trace

WIDTHS = (40, 60, 80, 120, 200)


@pytest.mark.parametrize("name", traces.TRACES)
def test_tables_of_programs(name: str, golden: Callable[[str, str], None]) -> None:
    shown = [
        f"{f' {width} columns ':═^{width}}\n{plain(table(traces.TRACES[name](), width=width))}"
        for width in WIDTHS
    ]
    golden(f"table/{name}.txt", "\n".join(shown))


@pytest.mark.parametrize("name", ["mlp", "loop"])
def test_tables_in_ascii(name: str, golden: Callable[[str, str], None]) -> None:
    golden(f"table/{name}-ascii.txt", plain(table(traces.TRACES[name](), ascii=True)))


def test_all_shows_what_is_otherwise_cut(golden: Callable[[str, str], None]) -> None:
    golden("table/loop-all.txt", plain(table(traces.loop(), width=120, all=True)))


def shown(trace: Trace, **options: object) -> str:
    return plain(table(trace, **options))  # type: ignore[arg-type]


# ── which rows ────────────────────────────────────────────────────────────────────────────────────


def names(trace: Trace, **options: object) -> list[str]:
    """The rows as names, expressions and notes."""
    rows = entries(trace, **options)  # type: ignore[arg-type]
    return [
        row.note if t is None else (t.names or [t.expr])[0] for row in rows for t in [row.tensor]
    ]


def test_what_is_between_named_tensors_is_shown() -> None:
    assert names(traces.detached()) == ["x", "y", "d", "n", "y * d", "z"]


def test_an_intermediate_result_that_leads_nowhere_is_not_shown() -> None:
    make = traces.Maker("f.py", "a = tensor(1.)\nprint(a + 1)\n")
    a = make.tensor("a", "tensor(1.)", 1, 1.0)
    make.tensor("", "a + 1", 2, 2.0, inputs=(a,), op="add")
    assert names(make.trace) == ["a"]
    assert names(make.trace, all=True) == ["a", "a + 1"]


def test_a_root_without_a_name_is_shown() -> None:
    make = traces.Maker("f.py", "a = tensor(1.)\n(a * 2).backward()\n")
    a = make.tensor("a", "tensor(1.)", 1, 1.0, grad=2.0)
    root = make.tensor("", "a * 2", 2, 2.0, inputs=(a,), grad_fn="MulBackward0")
    make.backward(2, (root,), [1.0])
    assert names(make.trace) == ["a", "a * 2"]
    assert "backward from a * 2 (line 2), gradient 1\n" in shown(make.trace)


@pytest.mark.parametrize(
    ("pattern", "found"), [("W*", ["W1", "W2"]), ("loss", ["loss"]), ("[bx]*", ["x", "b1", "b2"])]
)
def test_only(pattern: str, found: list[str]) -> None:
    assert names(traces.mlp(), only=pattern) == found


def test_a_tensor_without_a_row_hands_its_sources_on() -> None:
    trace = traces.mlp()
    found = sources(trace, entries(trace, only="[hx]"))
    assert {trace.tensors[i].names[0]: found[i] for i in (0, 8)} == {"x": [], "h": [0]}


def test_what_backward_put_into_grad_hands_nothing_on() -> None:
    trace = traces.loop(1)
    trace.tensors[3].inputs = [2]  # w.grad, made from the loss
    rows = entries(trace)
    assert sources(trace, rows)[4] == []


def test_sources_that_are_handed_on_are_few() -> None:
    make = leaves(20)
    z = make.tensor("xz", "x", 1, 1.0, inputs=(20,), grad_fn="NegBackward0")
    assert sources(make.trace, entries(make.trace, only="x*"))[z] == list(range(8))


def leaves(count: int) -> traces.Maker:
    """So many leaves x0, x1, … and what was made from them all, y."""
    make = traces.Maker("f.py", "x\n")
    for n in range(count):
        make.tensor(f"x{n}", "x", 1, 1.0)
    make.tensor("y", "x", 1, 1.0, inputs=tuple(range(count)), grad_fn="StackBackward0")
    return make


def test_only_without_a_match_says_so() -> None:
    text = shown(traces.mlp(), only="no\x1bsuch")
    assert "no tensor has a name like no\\x1bsuch" in text


def test_tensors_without_names_are_named_by_the_option_that_shows_them() -> None:
    make = traces.Maker("f.py", "print(tensor(1.))\n")
    make.tensor("", "tensor(1.)", 1, 1.0)
    assert "no tensor has a name (--all shows them)" in shown(make.trace)
    assert "tensor(1.)" in shown(make.trace, all=True)


def test_a_short_loop_is_whole() -> None:
    assert not any("more iterations" in name for name in names(traces.loop(3)))


def test_a_long_loop_shows_its_first_and_its_last_turn() -> None:
    found = names(traces.loop(9))
    assert [name for name in found if name.endswith((":", ")"))] == [
        "step=0, f():", "… 7 more iterations (--all shows them)", "step=8, f():",
    ]  # fmt: skip


def test_the_inner_turns_of_a_turn_that_is_cut_are_cut_with_it() -> None:
    trace = nested(outer=5, inner=5)
    notes = [row.note for row in entries(trace) if row.tensor is None]
    assert notes == [
        "i=0, j=0:", "… 3 more iterations (--all shows them)", "j=4:",
        "… 3 more iterations (--all shows them)",
        "i=4, j=0:", "… 3 more iterations (--all shows them)", "j=4:",
    ]  # fmt: skip


def test_depth_follows_loops_and_calls() -> None:
    rows = entries(nested(outer=1, inner=2))
    assert [(row.note, row.depth) for row in rows] == [
        ("i=0, j=0:", 0), ("", 2), ("j=1:", 1), ("", 2), ("", 0),
    ]  # fmt: skip


def nested(outer: int, inner: int) -> Trace:
    """A tensor in each turn of a loop in a loop, then one outside."""
    make = traces.Maker("f.py", "for i in a:\n    for j in b:\n        x = i * j\nx = 1\n")
    for i in range(outer):
        make.trace.scopes.append(Scope("loop", f"i={i}", Span(1, 1, 1, 9), None))
        parent = len(make.trace.scopes) - 1
        for j in range(inner):
            make.trace.scopes.append(Scope("loop", f"j={j}", Span(2, 1, 2, 9), parent))
            make.tensor("x", "i * j", 3, 1.0 * i * j, scope=len(make.trace.scopes) - 1)
    make.tensor("x", "1", 4, 1.0)
    return make.trace


def chain(length: int) -> Trace:
    make = traces.Maker("f.py", "x = x * 2\n")
    for n in range(length):
        make.tensor("x", "x * 2", 1, 2.0, inputs=(n - 1,) if n else (), grad_fn="MulBackward0")
    return make.trace


def test_a_long_table_is_cut_in_the_middle() -> None:
    trace = chain(1000)
    lines = shown(trace).split("\n")
    assert sum("○ None" in line for line in lines) == 200
    assert [line.split()[1:] for line in lines if "more rows" in line] == [
        ["…", "800", "more", "rows", "(--all", "shows", "them)"]
    ]
    assert shown(trace, all=True).count("○ None") == 1000


# ── what it says ──────────────────────────────────────────────────────────────────────────────────


def test_several_passes_are_counted() -> None:
    first_line = shown(traces.loop(6), width=100).split("\n")[0]
    assert first_line.endswith("6 backward passes, the last from loss (line 7), gradient 1")


def test_autograd_grad_is_called_by_its_name() -> None:
    trace = traces.abfg()
    trace.passes[0].kind = "grad"
    assert shown(trace).startswith("abFG.py   autograd.grad from G (line 6), gradient [1 1]\n")


def test_many_roots_are_cut() -> None:
    trace = traces.mlp()
    trace.passes[0].roots = [6, 7, 8, 9]
    trace.passes[0].seeds = [1.0] * 4
    assert "from x @ W1, x @ W1 + b1, h, … (line 10), gradients 1, 1, 1, …" in shown(
        trace, width=120
    )


def test_the_legend_has_what_occurs() -> None:
    assert "■ leaf   ○ no gradient" in shown(traces.error())
    assert "□" not in shown(traces.error())


def test_columns_without_room_are_named() -> None:
    assert "(value hidden at this width)" in shown(traces.mlp(), width=80)
    assert "hidden" not in shown(traces.mlp(), width=100)


def test_a_graph_that_is_wider_than_a_third_of_the_table_is_left_out() -> None:
    trace = leaves(20).trace
    assert "(graph hidden at this width)" in shown(trace, width=110)
    assert "□─┴─┴" not in shown(trace, width=110)
    assert "●─┴─┴" in shown(trace, width=130)


def test_columns_give_way_without_a_graph_too() -> None:
    trace = leaves(20).trace
    trace.tensors[0].names = ["x" * 90]
    assert "tensor            .grad\nxxxxxxxxxxxxxxx…  ○ None\n" in shown(trace, width=24)


def test_long_output_is_cut() -> None:
    trace = traces.abfg()
    trace.output = "".join(f"line {n}\n" for n in range(100))
    assert shown(trace).endswith("  line 18\n… 81 more lines (--all shows them)\n")
    assert shown(trace, all=True).endswith("  line 99\n")


def test_a_name_bound_anew_dims_the_tensor_that_had_it() -> None:
    lines = table(traces.in_place())
    styles = [style for line in lines[3:8] for text, style in line if text in ("x", "y")]
    assert styles == ["dim", "dim", "dim", "name", "name"]


# ── what it never does ────────────────────────────────────────────────────────────────────────────


def check(lines: list[Line], width: int) -> None:
    for line in lines:
        text = "".join(part for part, _ in line)
        assert cell_width(text) <= width, text
        assert text.isprintable(), text
        assert all(style in STYLES for _, style in line)


@pytest.mark.parametrize("name", traces.TRACES)
@pytest.mark.parametrize("ascii", [False, True])
def test_no_line_is_wider_than_asked_for(name: str, ascii: bool) -> None:
    for width in [*range(20, 50), *range(50, 210, 7)]:
        lines = table(traces.TRACES[name](), width=width, ascii=ascii, all=width % 2 == 0)
        check(lines, width)
        assert not ascii or plain(lines).isascii()


TEXT = st.text(max_size=30) | st.sampled_from(traces.HOSTILE)
NUMBER = st.floats(width=32).map(lambda x: x if x - x == 0 else "NaN")


@st.composite
def programs(draw: st.DrawFn) -> Trace:
    """Any Trace that is well formed."""
    make = traces.Maker(draw(TEXT), "\n")
    for parent in draw(st.lists(st.integers(0, 9), max_size=4)):
        scopes = make.trace.scopes
        outer = parent if parent < len(scopes) else None
        kind = draw(st.sampled_from(["loop", "call"]))
        scopes.append(Scope(kind, draw(TEXT), make.span(1), outer))  # type: ignore[arg-type]
    scope = st.integers(0, len(make.trace.scopes) - 1) if make.trace.scopes else st.none()
    for n in range(draw(st.integers(0, 12))):
        made = st.integers(0, n - 1) if n else st.nothing()
        length = draw(st.integers(0, 6))
        numbers = st.lists(NUMBER, min_size=length, max_size=length)
        i = make.tensor(
            "", draw(TEXT), 1, draw(numbers),
            inputs=tuple(draw(st.lists(made, max_size=3))) if n else (),
            grad_fn=draw(st.none() | TEXT),
            requires_grad=draw(st.booleans()), retains_grad=draw(st.booleans()),
            grad=draw(st.none() | numbers),
            gradient=draw(st.sampled_from(["passed", "none"])), reason=draw(TEXT),
            version=draw(st.integers(0, 2)),
            scope=draw(scope),
        )  # fmt: skip
        make.trace.tensors[i].names = draw(st.lists(TEXT, max_size=3))
    for root in draw(st.sets(st.integers(0, 11), max_size=2)) & set(range(len(make.trace.tensors))):
        make.backward(1, (root,), [make.trace.tensors[root].value])
    make.trace.output = draw(TEXT)
    return make.trace


@settings(max_examples=150)
@given(programs(), st.integers(40, 160), st.booleans(), st.booleans())
def test_any_trace_fits(trace: Trace, width: int, ascii: bool, all: bool) -> None:
    lines = table(trace, width=width, ascii=ascii, all=all)
    check(lines, width)
    assert not ascii or plain(lines).isascii()


@given(programs())
def test_every_named_tensor_has_its_row(trace: Trace) -> None:
    rows = [row.tensor.id for row in entries(trace, all=True) if row.tensor is not None]
    assert rows == [t.id for t in trace.tensors]
    cut = [row.tensor.id for row in entries(trace) if row.tensor is not None]
    assert all(a < b for a, b in pairwise(cut))
    if not trace.scopes:
        assert {t.id for t in trace.tensors if t.names} <= set(cut)
