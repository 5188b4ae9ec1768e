"""What no comparison with PyTorch shows: spans, order, determinism, what the Trace says of it.

That programs do what they do under Python and PyTorch is seen in tests/programs/.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import pytest

from gradviz.errors import SourceError
from gradviz.language.compiler import CONSTRUCTS
from gradviz.language.interpreter import interpret
from gradviz.trace import Error, Source, Trace


def run(text: str) -> Trace:
    return interpret(Source("program.py", text))


def output(text: str) -> str:
    trace = run(text)
    assert trace.error is None, trace.error
    return trace.output


def marked(text: str) -> tuple[Error, str]:
    """The error of a program, and the text that its caret stands under."""
    error = run(text).error
    assert error is not None
    assert error.span is not None
    lines = text.split("\n")[error.span.line - 1 : error.span.end_line]
    lines[-1] = lines[-1][: error.span.end_column - 1]
    lines[0] = lines[0][error.span.column - 1 :]
    return error, "\n".join(lines)


# ── the allow-list ────────────────────────────────────────────────────────────────────────────

NOT_IN_THE_LANGUAGE = {
    ast.AsyncFunctionDef, ast.AsyncFor, ast.AsyncWith, ast.Await, ast.TryStar,
}  # fmt: skip


def test_every_syntax_form_is_registered_or_refused() -> None:
    forms = {
        form
        for form in vars(ast).values()
        if isinstance(form, type)
        and issubclass(form, ast.stmt | ast.expr)
        and form not in {ast.stmt, ast.expr, ast.TryStar}
        and form.__module__ == "ast"
        and form._fields is not None
    }
    python_312 = {getattr(ast, "TypeAlias", None), getattr(ast, "TemplateStr", None),
                  getattr(ast, "Interpolation", None)}  # fmt: skip
    old = {form for form in forms if form.__name__ in {"Num", "Str", "Bytes", "NameConstant",
                                                      "Ellipsis"}}  # fmt: skip
    assert forms - old - python_312 - NOT_IN_THE_LANGUAGE == set(CONSTRUCTS)


# ── where an error stands ─────────────────────────────────────────────────────────────────────

CARETS = [
    ("x = 1 + (2 / 0)", "2 / 0"),
    ("x = [1,\n  2,\n  3 + None]", "3 + None"),
    ("print(1,\n  undefined)", "undefined"),
    ("f = len\nx = f(1)", "f(1)"),
    ("x = 'abc'.foo", "'abc'.foo"),
    ("x = 'abc'.foo()", "'abc'.foo()"),
    ("x = [1][5]", "[1][5]"),
    ("x = {}['a'] + 1", "{}['a']"),
    ("a, b = 1, 2, 3", "a, b"),
    ("for i in 5: pass", "5"),
    ("x = [i for i in 5]", "5"),
    ("x = {[]: 1}", "{[]: 1}"),
    ("x = (1,)\nx[0] = 2", "x[0]"),
    ("x = 1\nx += 'a'", "x += 'a'"),
    ("x = []\ndel x[0]", "x[0]"),
    ("x = '%d' % 'a'", "'%d' % 'a'"),
    ("x = f'{1:z}'", "1"),
    ("x = -'a'", "-'a'"),
    ("x = 1 < 'a'", "1 < 'a'"),
    ("x = not_there or 1", "not_there"),
    ("raise ValueError('a')", "raise ValueError('a')"),
    ("assert 1 == 2, 'no'", "assert 1 == 2, 'no'"),
    ("def f():\n    return g()\ndef g():\n    return 1 / 0\nf()", "1 / 0"),
    ("x = (lambda: 1 / 0)()", "1 / 0"),
    ("def g():\n    yield 1\n    yield 1 / 0\nfor x in g(): pass", "1 / 0"),
    ("def f(a): pass\nf()", "f()"),
    ("try:\n    1 / 0\nexcept 5: pass", "5"),
    ("with 5: pass", "5"),
    ("print(*1)", "print(*1)"),
    ("x = sorted([1, 'a'])", "sorted([1, 'a'])"),
    ("größe = 'ä' + 1", "'ä' + 1"),
]


@pytest.mark.parametrize(("text", "under"), CARETS, ids=[case[0] for case in CARETS])
def test_the_caret_stands_under_what_raised(text: str, under: str) -> None:
    assert marked(text)[1] == under


def test_an_error_that_is_raised_again_stands_where_it_came_from() -> None:
    text = (
        "def f():\n    1 / 0\n"
        "try:\n    f()\nexcept ZeroDivisionError as e:\n    kept = e\n"
        "try:\n    raise kept\nfinally:\n    x = 1\n"
    )
    error, under = marked(text)
    assert (error.type, under) == ("ZeroDivisionError", "1 / 0")


def test_a_name_that_nothing_binds_has_advice() -> None:
    error, under = marked("import torch\nloss = torch.ones(1)\nprint(los)")
    assert (error.type, under) == ("NameError", "los")
    assert error.message == "name 'los' is not defined"
    assert error.help == "did you mean 'loss'?"


def test_a_name_is_missed_only_when_the_program_comes_to_it() -> None:
    assert output("def f(): return nothing\nprint(1)\nif False: nowhere") == "1\n"


# ── order and determinism ─────────────────────────────────────────────────────────────────────

ORDERED = [
    ("print({'b', 'a', 'c'})", "{'b', 'a', 'c'}"),
    ("print(set('hello'))", "{'h', 'e', 'l', 'o'}"),
    ("print(list({3, 1, 2, 1}))", "[3, 1, 2]"),
    ("s = {1, 2}\ns.remove(1)\ns.add(1)\nprint(s)", "{2, 1}"),
    ("print({3, 1} | {2, 1}, {3, 1, 2} & {2, 3}, {3, 1, 2} - {1}, {1, 2} ^ {3, 2})",
     "{3, 1, 2} {3, 2} {3, 2} {1, 3}"),
    ("print({x % 3 for x in (5, 4, 3, 2)})", "{2, 1, 0}"),
    ("print(frozenset('ba'), {'b', 'a'}.pop())", "frozenset({'b', 'a'}) b"),
    ("words = 'to be or not to be'.split()\nprint({w: i for i, w in enumerate(set(words))})",
     "{'to': 0, 'be': 1, 'or': 2, 'not': 3}"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed"), ORDERED, ids=[case[0] for case in ORDERED])
def test_a_set_keeps_the_order_in_which_its_items_came(text: str, printed: str) -> None:
    assert output(text) == f"{printed}\n"


IDENTITIES = (
    "def f(): yield\n"
    "x = [1]\n"
    "print(id(x) == id(x), id(x) != id([1]), hash('a') == hash('a'), hash((1, 'a')))\n"
    "print(f, lambda: 0, f(), iter(x), zip(x), object(), x.append, hash('text'), id(x))\n"
    "print({'a', 'b', 'c', 1, None}, [hash(s) for s in ('a', 'b', 1, 2.5)])\n"
)


def test_hashes_and_addresses_are_the_same_in_every_run() -> None:
    code = (
        "import sys; from gradviz.language.interpreter import interpret;"
        "from gradviz.trace import Source;"
        "sys.stdout.write(interpret(Source('program.py', sys.stdin.read())).output)"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            input=IDENTITIES,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "random")
    }
    assert len(seen) == 1
    first, second = seen.pop().split("\n")[:2]
    assert first.startswith("True True True ")
    assert second.startswith("<function f at 0x7f")


# ── what the Trace says ───────────────────────────────────────────────────────────────────────


def labels(trace: Trace, index: int | None) -> list[str]:
    found = []
    while index is not None:
        scope = trace.scopes[index]
        found.append(scope.label)
        index = scope.parent
    return found


def test_a_generator_makes_its_tensors_in_its_own_scope() -> None:
    trace = run(
        "import torch\n"
        "x = torch.tensor(1., requires_grad=True)\n"
        "def powers(n):\n"
        "    for k in range(n):\n"
        "        yield x ** k\n"
        "for p in powers(2):\n"
        "    y = p + 1\n"
        "z = x * 2\n"
    )
    scopes = {tensor.expr: labels(trace, tensor.scope) for tensor in trace.tensors}
    assert scopes["x * 2"] == []
    assert scopes["x ** k"][:2] == ["k=1", "powers()"]
    assert scopes["p + 1"][0].startswith("p=")
    assert "powers()" not in scopes["p + 1"]


def test_a_generator_that_is_left_does_not_disturb_its_scope() -> None:
    trace = run(
        "import torch\n"
        "def forever():\n"
        "    while True:\n"
        "        yield torch.ones(1)\n"
        "def first():\n"
        "    for t in forever():\n"
        "        return t\n"
        "a = first()\n"
        "b = a + 1\n"
    )
    (last,) = (tensor for tensor in trace.tensors if tensor.expr == "a + 1")
    assert last.scope is None


def test_grad_modes_end_where_their_generator_is_thrown_away() -> None:
    assert output(
        "import torch\n"
        "def g():\n"
        "    with torch.no_grad():\n"
        "        yield torch.is_grad_enabled()\n"
        "for v in g(): break\n"
        "print(v, torch.is_grad_enabled())\n"
    ) == "False True\n"  # fmt: skip


def test_long_integers_stay_out_of_the_trace() -> None:
    trace = run("x = 1 << 100_000\ny = [x]\nfor z in [x]: w = 1\n")
    assert trace.error is None
    assert set(trace.variables) == {"w"}
    assert trace.scopes[0].label == "z=…"


def test_a_warning_of_python_comes_before_any_output() -> None:
    trace = run("kind = 'linear'\nprint('first')\nif kind is 'linear': pass\n")
    (warning,) = trace.warnings
    assert warning.category == "SyntaxWarning"
    assert warning.text == '"is" with a literal. Did you mean "=="?'
    assert warning.span is not None
    assert warning.span.line == 3
    assert next(event.kind for event in trace.timeline) == "warning"


# ── what is refused, and why ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("open('x')", "opens no other file"),
        ("eval('1')", "never executes text"),
        ("globals()", "no dictionary of them"),
        ("x = 1j", "complex literal"),
        ("import os", "never runs a program"),
        ("import nothing", "can be imported"),
        ("x = (yield) + 1 if f else 2", "outside function"),
        ("def f(): x[0] += yield 1", "a line of its own"),
        ("class M(type): pass", "__init_subclass__"),
        ("from torch import *", "name what you need"),
        ("from torch.nn import Linaer", "did you mean"),
    ],
)
def test_a_refusal_says_why_or_what_to_do(text: str, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        run(text)
    error = caught.value
    assert words in f"{error.message} {error.note} {error.help}"
    assert error.span is not None


# ── what Python's compiler refuses of `match` ─────────────────────────────────────────────────

PATTERNS = [
    ("case _: pass\n    case 1: pass", "wildcard makes remaining patterns unreachable"),
    ("case x: pass\n    case 1: pass", "name capture 'x' makes remaining patterns unreachable"),
    ("case [x, x]: pass", "multiple assignments to name 'x' in pattern"),
    ("case (1 as x) | 2: pass", "alternative patterns bind different names"),
    ("case x | 2: pass", "name capture 'x' makes remaining patterns unreachable"),
    ("case [*a, *b]: pass", "multiple starred names in sequence pattern"),
]


@pytest.mark.parametrize(("cases", "text"), PATTERNS)
def test_patterns_that_python_refuses(cases: str, text: str) -> None:
    program = f"match 1:\n    {cases}\n"
    with pytest.raises(SyntaxError, match=re.escape(text)):
        compile(program, "p.py", "exec")
    with pytest.raises(SourceError, match=re.escape(f"syntax error: {text}")):
        run(program)
