"""Programs of strangers: what they ask for is counted before it is spent, and nothing leads out."""

from __future__ import annotations

import builtins
import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gradviz.errors import GradvizError, LimitError, SourceError
from gradviz.language.interpreter import Settings, interpret
from gradviz.limits import Limits
from gradviz.trace import Source, Trace

SMALL = Limits(steps=30_000, elements=1_000_000, work=100_000_000, output=10_000, seconds=math.inf)
"""A hundredth of what a program may spend: what ends there is counted, and ends soon."""


def run(text: str, limits: Limits = SMALL) -> Trace:
    return interpret(Source("program.py", text), Settings(limits=limits))


TOO_MUCH = [
    # texts
    ("'a' * 10**9", "elements", 1),
    ("x = 'a'\nwhile True: x += x", "elements", 2),
    ("('a' * 1000).replace('a', 'b' * 10**4)", "elements", 1),
    ("'abc'.replace('', 'b' * 10**6)", "elements", 1),
    ("('a' * 10**4).join(['b'] * 1000)", "elements", 1),
    ("'a'.join('b' * 10**8)", "elements", 1),
    ("'a'.ljust(10**10)", "elements", 1),
    ("'a'.rjust(10**10)", "elements", 1),
    ("'a'.center(10**10, '*')", "elements", 1),
    ("'1'.zfill(10**10)", "elements", 1),
    ("'\\t'.expandtabs(10**10)", "elements", 1),
    ("('a' * 10**6).split('a')", "elements", 1),
    ("print('a' * 20_000)", "output", 1),
    ("while True: print('hello')", "output", 1),
    ("x = 'a' * 10**5\nwhile True: x.count('b')", "work", 2),
    ("x = 'a' * 10**5\nwhile True: 'b' in x", "work", 2),
    # formats
    ("f'{1:1000000000}'", "elements", 1),
    ("f'{1:{10**9}}'", "elements", 1),
    ("f'{1.5:.1000000000f}'", "elements", 1),
    ("'%1000000000d' % 1", "elements", 1),
    ("'%.1000000000f' % 1.5", "elements", 1),
    ("'%*d' % (10**9, 1)", "elements", 1),
    ("'{:1000000000}'.format(1)", "elements", 1),
    ("'{:{}}'.format(1, 10**9)", "elements", 1),
    ("format(1, '99999999999999999999')", "elements", 1),
    ("'%99999999999999999999d' % 1", "elements", 1),
    ("f'{1.5:.200000f}'", "work", 1),
    # containers
    ("[0] * 10**9", "elements", 1),
    ("(0,) * 10**12", "elements", 1),
    ("x = [1]\nwhile True: x += x", "elements", 2),
    ("x = [1]\nwhile True: x.extend(x)", "elements", 2),
    ("x = [1]\nwhile True: x.append(x)", "steps", 2),
    ("x = [1]\nfor i in x: x.append(i)", "steps", 2),
    ("x = [1]\nx[1:1] = (i for i in x)\nx = (0,) * 10**7", "elements", 3),
    ("d = {}\nwhile True: d[len(d)] = 0", "steps", 2),
    ("d = {i: 0 for i in range(10_000)}\nwhile True: d = {**d}", "elements", 2),
    ("d = {i: 0 for i in range(10_000)}\nwhile True: d = d | d", "elements", 2),
    ("d = {i: 0 for i in range(10_000)}\nwhile True: d = d.copy()", "elements", 2),
    ("s = set(range(10_000))\nwhile True: s = s | {1}", "elements", 2),
    ("s = set()\nwhile True: s.add(len(s))", "steps", 2),
    ("x = [0] * 10**5\nwhile True: x[:]", "elements", 2),
    ("x = [0] * 10**5\nwhile True: x.insert(0, 1)", "work", 2),
    ("x = [0] * 10**5\nwhile True: x.reverse()", "work", 2),
    ("x = [0] * 10**5\nwhile True: 1 in x", "steps", 2),
    ("x = [0] * 10**5\ny = [0] * 10**5\nwhile True: x == y", "work", 3),
    ("print(*range(10**9))", "elements", 1),
    ("f = lambda *a: a\nf(*range(10**9))", "elements", 2),
    # values within values, as many as there are paths to them
    ("x = [1]\nfor i in range(50): x = [x, x]\nprint(x)", "steps", 3),
    ("x = [1]\nfor i in range(50): x = [x, x]\ny = f'{x}'", "steps", 3),
    ("x = (1,)\nfor i in range(50): x = (x, x)\nd = {x: 1}", "steps", 3),
    ("x = y = 1\nfor i in range(50):\n    x = [x, x]\n    y = [y, y]\nx == y", "steps", 5),
    ("a = []; a.append(a); b = []; b.append(b)\na == b", "steps", 2),
    # integers
    ("x = 3\nwhile True: x = x * 3", "elements", 2),
    ("x = 1 << 100_000\nwhile True: x += 1", "elements", 2),
    ("pow(3, 1 << 100_000, (1 << 100_000) - 1)", "work", 1),
    ("pow(3, (1 << 9_000) - 1, (1 << 9_000) - 2)", "work", 1),
    # loops
    ("while True:\n    pass", "steps", 1),
    ("x = 1\nwhile True:\n    x = -x\n", "steps", 2),
    ("for i in range(10**12):\n    pass", "steps", 1),
    ("while True:\n    try: 1 / 0\n    except ZeroDivisionError: pass", "steps", 1),
    ("try:\n    while True: pass\nfinally:\n    print('not this')", "steps", 2),
    ("try:\n    while True: pass\nexcept: pass", "steps", 2),
    ("while True:\n    for _ in (): pass", "steps", 1),
    ("list(range(10**12))", "elements", 1),
    ("sum(range(10**12))", "steps", 1),
    ("max(range(10**12))", "steps", 1),
    ("sorted(range(10**9))", "elements", 1),
    ("set(range(10**9))", "steps", 1),
    ("tuple(range(10**9))", "elements", 1),
    ("a, *b = range(10**12)", "elements", 1),
    ("list(zip(range(10**12)))", "steps", 1),
    ("list(enumerate(range(10**12)))", "steps", 1),
    ("list(map(str, range(10**12)))", "steps", 1),
    ("list(filter(None, range(10**12)))", "steps", 1),
    ("any(x < 0 for x in range(10**12))", "steps", 1),
    ("all(range(1, 10**12))", "steps", 1),
    ("-1 in (x for x in range(10**12))", "steps", 1),
    ("-1 in zip(range(10**12))", "steps", 1),
    ("[0 for a in range(10**6) for b in range(10**6)]", "steps", 1),
    ("{a: 0 for a in range(10**12)}", "steps", 1),
    ("','.join(str(i) for i in range(10**8))", "steps", 1),
    ("dict.fromkeys(range(10**12))", "steps", 1),
    ("list(iter(int, 1))", "steps", 1),
    ("def g():\n    while True: yield 1\nlist(g())", "steps", 3),
    ("def g():\n    while True: yield 1\nfor x in g(): pass", "steps", 3),
    ("def g():\n    yield from g()\nlist(g())", "depth", 2),
    ("sorted([[-i * 7919 % 10007] for i in range(9_000)])", "steps", 1),
    # calls
    ("def f():\n    return f()\nf()", "depth", 2),
    ("f = lambda x: f(x)\nf(0)", "depth", 2),
    ("def f(): g()\ndef g(): f()\nf()", "depth", 2),
    ("def f():\n    while True: pass\nf()", "steps", 2),
    ("def f():\n    try: f()\n    finally: f()\nf()", "depth", 2),
    ("def f():\n    try: f()\n    except Exception: f()\nf()", "depth", 2),
    ("sorted([1, 2], key=lambda x: sorted([1], key=lambda y: y))\nwhile True: pass", "steps", 2),
]  # fmt: skip


@pytest.mark.parametrize(("text", "limit", "line"), TOO_MUCH, ids=[case[0] for case in TOO_MUCH])
def test_what_is_too_much_ends_at_its_limit(text: str, limit: str, line: int) -> None:
    with pytest.raises(LimitError) as caught:
        run(text)
    assert f"--max-{limit} " in caught.value.help
    assert caught.value.span is not None
    assert caught.value.span.line == line


RAISED = [
    ("10**10**10", "OverflowError"),
    ("1 << 10**20", "OverflowError"),
    ("x = 2\nwhile True: x = x * x", "OverflowError"),
    ("(1 << 1_000_000) ** 2", "OverflowError"),
    ("2.0 ** 10**400", "OverflowError"),
    ("10**400 * 1.0", "OverflowError"),
    ("str(10**5000)", "ValueError"),
    ("print(f'{10**5000}')", "ValueError"),
    ("'%d' % 10**5000", "ValueError"),
    ("int('9' * 5000)", "ValueError"),
    ("len(range(10**30))", "OverflowError"),
    ("(-1) ** 0.5", "ValueError"),
    ("x = [1]\nfor i in range(3000): x = [x]\nprint(x)", "RecursionError"),
    ("x = (1,)\nfor i in range(3000): x = (x,)\nd = {x: 1}", "RecursionError"),
    ("a, b = range(10**12)", "ValueError"),
    ("import math\nmath.factorial(10**6)", "OverflowError"),
    ("import math\nmath.comb(10**6, 10**5)", "OverflowError"),
    ("import math\nmath.prod([1 << 600_000] * 2)", "OverflowError"),
    ("import math\nmath.gcd(1 << 1_000_000, 3)", "OverflowError"),
]


@pytest.mark.parametrize(("text", "kind"), RAISED, ids=[case[0] for case in RAISED])
def test_what_cannot_be_raises_as_in_python(text: str, kind: str) -> None:
    error = run(text).error
    assert error is not None
    assert error.type == kind


HARMLESS = [
    "x = 10**30 in range(10**40)",
    "round(10**300, -10**9)",
    "round(5, -10**30)",
    "pow(3, 10**9, 10**9)",
    "1 >> 10**20",
    "hash(1 << 1_000_000)",
    "a = []; a.append(a)\nprint(a, a in a, [a] == [a], sorted([a, a]))",
    "x = 0x" + "f" * 100_000,
    "for i in [1 << 100_000]:\n    y = i",
    "def f(i=1 << 100_000): return i\nx = f()",
    "x = '\\ud800'\nprint([x], x.upper(), hash(x), f'{x!a}')",
    "x = [y for y in 'ab' for z in 'cd']\nx[slice(10**30)]",
    "x = [1, 2]\nx.insert(10**30, 3)",
    "x = 'abc'.find('c', -10**30, 10**30)",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_dangerous_runs(text: str) -> None:
    assert run(text).error is None


ESCAPES = [
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[-1].__subclasses__()",
    "[].__class__.__base__.__subclasses__()",
    "str.__subclasses__()",
    "object.__subclasses__()",
    "type(1).__dict__",
    "print.__self__",
    "len.__globals__",
    "(lambda: 0).__code__",
    "(lambda: 0).__globals__",
    "(lambda: 0).__closure__",
    "(lambda: 0).__call__.__self__",
    "def f(): yield 1\nf().gi_frame",
    "(x for x in []).gi_code",
    "try: 1 / 0\nexcept Exception as e: e.__traceback__.tb_frame",
    "try: 1 / 0\nexcept Exception as e: e.with_traceback(None)",
    "().__reduce__()",
    "[].__reduce_ex__(2)",
    "'a'.__format__('>5').__doc__",
    "'a'.encode()",
    "(5).to_bytes(2)",
    "getattr((), '__class__').__base__.__init__.__globals__",
    "vars(print)",
    "vars(int)",
    "import math\nvars(math)",
    "class A: pass\nvars(A)['__init__']",
    "object.__setattr__(print, 'x', 1)",
    "object.__delattr__([], 'append')",
    "getattr([], '__init__')",
    "getattr('', '__dir__')",
    "setattr(int, 'x', 1)",
    "setattr(print, 'x', 1)",
    "int.x = 1",
    "print.x = 1",
    "ValueError.x = 1",
    "[].x = 1",
    "(5).x = 1",
    "del [].append",
    "type('X', (), {})",
    "type(type)('X', (), {})",
    "str.format('{0.__class__}', 1)",
    "'{0.__class__}'.format(1)",
    "'{0.__class__.__init__.__globals__}'.format(print)",
    "'{a.b}'.format(a=1)",
    "'{:{0.x}}'.format(1)",
    "'{a.b}'.format_map({'a': 1})",
    "'%(a.__class__)s' % {'a': 1}",
    "f'{().__class__.__bases__[0].__subclasses__()}'",
    "list(map('{0.__class__}'.format, [1]))",
    "import torch\ntorch.ones(1).numpy().__array_interface__",
    "import torch\ntorch.Tensor.__init__.__globals__",
    "import math\nmath.__loader__",
    "import math\nmath.__dict__",
    "import math\nmath.sqrt.__self__",
    "import torch\ntorch.os.system('true')",
    "import torch\ntorch.load('x')",
    "import torch\ntorch.ones(1).__dict__",
    "import torch\ntorch.ones(1).__reduce__()",
    "import torch\nx = torch.ones(1, requires_grad=True) * 2\nx.grad_fn.__init__",
    "import torch\ntorch.float32.__reduce__()",
    "import torch\ntorch.x = 1",
    "import numpy as np\nnp.load('x')",
    "import numpy as np\nnp.array([1]).tofile('x')",
    "import numpy as np\nnp.array([print], dtype=object)",
    "import numpy as np\nnp.array(['a']).dtype",
]


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_leads_out(text: str) -> None:
    """Each ends in an error: one of Python's own, or that it is not in the language."""
    try:
        error = run(text).error
    except SourceError as refused:
        assert refused.code in {"GV003", "GV012"}
    else:
        assert error is not None
        assert error.type in {"AttributeError", "TypeError", "ValueError", "KeyError"}


REFUSED = [
    *("open('x')", "input()", "eval('1')", "exec('1')", "compile('1', '', 'eval')"),
    *("__import__('os')", "globals()", "locals()", "dir()", "dir(1)", "breakpoint()", "exit()"),
    *("__builtins__", "__loader__", "__spec__", "bytes(3)", "bytearray(3)", "complex(1, 2)"),
    *("memoryview(1)", "help()", "b'x'", "1j"),
    *(
        "import os",
        "import pathlib",
        "from os import system",
        "import subprocess",
        "import builtins",
    ),
    *("import ctypes", "import importlib", "from . import x", "from torch import *"),
    *("async def f(): pass", "[x async for x in y]"),
    "def f():\n    open('x')",
    "f = lambda: eval('1')",
    "with open('x') as f: pass",
    "try: pass\nexcept* ValueError: pass",
    "f = lambda: 1 + (yield)",
    "class M(type): pass",
    "class A(metaclass=print): pass",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_in_the_language_is_refused_before_anything_runs(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        run(f"print('first')\n{text}")
    assert caught.value.span is not None
    assert caught.value.help or caught.value.note


def test_a_name_that_the_program_binds_is_its_own() -> None:
    trace = run("def open(x): return x + 1\ninput = 2\neval = abs\nprint(open(input), eval(-3))")
    assert trace.output == "3 3\n"


class Watched(BaseException):
    """What a program must never cause."""


@contextmanager
def watched() -> Iterator[None]:
    """Raises on what runs text as code or reaches out of the process."""
    active = True

    def hook(event: str, args: tuple[object, ...]) -> None:
        if active and (
            event in {"exec", "import", "open", "subprocess.Popen", "os.system"}
            or event.startswith(("socket.", "ctypes."))
            or (event == "compile" and args[0] is None)
        ):
            raise Watched(event, args)

    sys.addaudithook(hook)
    try:
        yield
    finally:
        active = False


def test_nothing_of_a_program_is_executed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "import torch\n"
        "def f(x, *a, k=1, **kw):\n"
        "    with torch.no_grad():\n"
        "        return [v * k for v in (x, *a)]\n"
        "def g():\n"
        "    yield from f(1, 2, k=3)\n"
        "print(f'{list(g())!r:>10}', '%s' % {1: {2}}, '{:>5}'.format('a'), sorted('ba', key=ord))\n"
        "x = torch.ones(2, requires_grad=True)\n"
        "(x * 2).sum().backward()\n"
        "print(x.grad, getattr(x, 'shape'))\n"
        "raise ValueError('end')\n"
    )
    run(text)  # what is imported when it is first needed
    for name in ("eval", "exec", "open", "input"):
        monkeypatch.setattr(builtins, name, None)
    with watched():
        trace = run(text)
    assert trace.error is not None
    assert trace.error.message == "end"


NESTED = {
    "parentheses": "x = " + "(" * 190 + "1" + ")" * 190,
    "too many parentheses": "x = " + "(" * 5000 + "1" + ")" * 5000,
    "minus": "x = " + "-" * 20_000 + "1",
    "not": "x = " + "not " * 20_000 + "1",
    "sum": "x = 1" + " + 1" * 20_000,
    "power": "x = 1" + " ** 1" * 5000,
    "attributes": "x = a" + ".b" * 20_000,
    "calls": "x = f" + "()" * 20_000,
    "lists": "x = " + "[" * 1000 + "]" * 1000,
    "lambdas": "x = " + "lambda: " * 3000 + "1",
    "conditions": "x = 1 " + "if 1 else 1 " * 3000,
    "comparison": "x = 1" + " < 1" * 20_000,
    "and": "x = 1" + " and 1" * 20_000,
    "elif": "if 0: pass\n" + "elif 0: pass\n" * 10_000,
    "yield": "def f():\n    x = (yield)" + " + 1" * 5000,
    "yield in items": "def f():\n    x = (yield)" + "[0]" * 5000,
    "if": "\n".join(" " * i + "if 1:" for i in range(95)) + "\n" + " " * 95 + "pass",
    "too many if": "\n".join(" " * i + "if 1:" for i in range(200)) + "\n" + " " * 200 + "pass",
    "def": "\n".join(" " * i + "def f():" for i in range(95)) + "\n" + " " * 95 + "pass",
    "comprehensions": "x = " + "[y for y in " * 90 + "[1]" + "]" * 90,
    "targets": "a = " * 20_000 + "1",
    "parameters": "f = lambda " + ",".join(f"a{i}" for i in range(20_000)) + ": 0",
    "items": "x = [" + "1," * 60_000 + "]",
    "entries": "x = {" + "1:1," * 50_000 + "}",
    "subscripts": "x = [[[]]]\nx" + "[0]" * 20_000,
}


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED)
def test_deep_nesting_ends_well(text: str) -> None:
    """It runs, or it is refused in words: the interpreter never runs out of stack."""
    try:
        run(text, Limits(seconds=10))
    except GradvizError as error:
        assert "nested" in error.message or "indentation" in error.message
