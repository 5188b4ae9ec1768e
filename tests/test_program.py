"""Reading a program: whatever the text is, it is parsed or refused at its place."""

from __future__ import annotations

import ast
import threading

import pytest

from gradviz.errors import GradvizError, LimitError, SourceError
from gradviz.language.interpreter import interpret
from gradviz.language.program import Program, parse, site_of
from gradviz.limits import Limits
from gradviz.trace import Source, Span


def program(text: str, limits: Limits | None = None) -> Program:
    return parse(Source("program.py", text), limits or Limits())


def statements(text: str) -> list[ast.stmt]:
    return list(program(text).statements())


def output(text: str) -> str:
    trace = interpret(Source("program.py", text))
    assert trace.error is None
    return trace.output


def refusal(text: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        statements(text)
    return caught.value


WRONG = [
    ("x = (", "'(' was never closed", Span(1, 5, 1, 6)),
    ("x = )", "unmatched ')'", Span(1, 5, 1, 6)),
    ("y = 1\nx = 'abc", "unterminated string literal", Span(2, 5, 2, 6)),
    ("if x\n    pass", "expected ':'", Span(1, 5, 1, 6)),
    ("if x:\npass", "expected an indented block", Span(2, 1, 2, 5)),
    ("  x = 1", "unexpected indent", Span(1, 2, 1, 3)),
    ("if 1:\n        x\n    y", "unindent does not match", Span(3, 6, 3, 7)),
    ("print 'a'", "Missing parentheses in call to 'print'", Span(1, 1, 1, 10)),
    ("1 = x", "cannot assign to literal", Span(1, 1, 1, 2)),
    ("ä = (ö +", "'(' was never closed", Span(1, 5, 1, 6)),
    ("x\u2028y", "invalid non-printable character U+2028", Span(1, 2, 1, 3)),
    ("\x1b[31mx = 1", "invalid non-printable character U+001B", Span(1, 1, 1, 2)),
    ("x = \ufeff1", "invalid non-printable character U+FEFF", Span(1, 5, 1, 6)),
    ("x = " + "9" * 5000, "an integer of more than 4,300 digits", Span(1, 1, 1, 2)),
    ("x = 1\n\0y = 2", "NUL character", Span(2, 1, 2, 2)),
    ("x = '\ud800'", "surrogate", Span(1, 6, 1, 7)),
    ("\t\ud800", "surrogate", Span(1, 2, 1, 3)),
]


@pytest.mark.parametrize(("text", "message", "span"), WRONG, ids=[repr(w[0])[:40] for w in WRONG])
def test_a_text_that_is_no_python_is_refused_at_its_place(
    text: str, message: str, span: Span
) -> None:
    error = refusal(text)
    assert error.code == "GV001"
    assert message in error.message
    assert error.span is not None
    assert (error.span.line, error.span.column) == (span.line, span.column)


@pytest.mark.parametrize("line", ["%matplotlib inline", "!pip install torch", "  %timeit f()"])
def test_notebook_magics_are_no_statements(line: str) -> None:
    text = f"x = 1\n{line}\ny = 2\n"
    read = program(text)
    kinds = [type(statement).__name__ for statement in read.statements()]
    assert kinds == ["Assign", "Pass", "Assign"]
    assert read.magics == [line.split(maxsplit=1)[0]]
    assert read.source.text == text


def test_a_remainder_is_no_magic() -> None:
    assert refusal("x = (1\n% 2\n").help == ""


LATER = [
    ("return 1", "'return' outside function"),
    ("yield 1", "'yield' outside function"),
    ("break", "'break' outside loop"),
    ("continue", "'continue' not properly in loop"),
    ("def f():\n    for i in x:\n        def g(): break", "'break' outside loop"),
    ("for i in x: pass\nelse: break", "'break' outside loop"),
    ("nonlocal x", "nonlocal declaration not allowed at module level"),
    ("def f():\n    nonlocal y", "no binding for nonlocal 'y' found"),
    ("def f(y):\n    nonlocal y", "name 'y' is parameter and nonlocal"),
    ("def f(y):\n    global y", "name 'y' is parameter and global"),
    ("def f(a, a): pass", "duplicate argument 'a' in function definition"),
    ("f = lambda a, *a: 0", "duplicate argument 'a' in function definition"),
    ("f(a=1, a=2)", "keyword argument repeated: a"),
    ("*a, *b = x", "multiple starred expressions in assignment"),
    ("*a = x", "starred assignment target must be in a list or tuple"),
    ("x = *a", "can't use starred expression here"),
    ("try: pass\nexcept: pass\nexcept ValueError: pass", "default 'except:' must be last"),
]


@pytest.mark.parametrize(("text", "message"), LATER, ids=[case[0] for case in LATER])
def test_what_python_refuses_after_parsing_is_refused_too(text: str, message: str) -> None:
    with pytest.raises(SyntaxError):
        compile(text, "program.py", "exec")
    with pytest.raises(SourceError) as caught:
        interpret(Source("program.py", f"print('first')\n{text}"))
    assert caught.value.message == f"syntax error: {message}"
    assert caught.value.span is not None
    assert caught.value.span.line > 1


def test_the_size_of_the_text_is_limited_in_bytes() -> None:
    with pytest.raises(LimitError) as caught:
        program("x = 'äöü'", Limits(source=11))
    assert "--max-source 12" in caught.value.help
    assert len(list(program("x = 'äöü'", Limits(source=12)).statements())) == 1


def test_a_cookie_in_the_text_changes_nothing() -> None:
    assert output("# coding: utf-7\nprint('+AGEAYg-')") == "+AGEAYg-\n"


def test_names_are_the_same_in_every_form_of_their_letters() -> None:
    assert output("ﬁn = 1\nprint(fin)\n__ｘ = 2\nprint(__x)") == "1\n2\n"
    with pytest.raises(SourceError):
        interpret(Source("program.py", "ｏｐｅｎ('x')"))


def test_line_ends_and_form_feeds_are_pythons() -> None:
    assert output("x = 1\r\ny = 2\rz = 3\n\x0cprint(x, y, z)") == "1 2 3\n"
    assert output("if True:\r\n\tprint('tab');print(';')\r\n") == "tab\n;\n"
    assert output("print(1 + \\\n  2)") == "3\n"


def test_large_numbers() -> None:
    assert output("print(1e999, -1e999, 0xff, 1_000, 1e-400)") == "inf -inf 255 1000 0.0\n"
    assert len(statements("x = 0x" + "f" * 100_000)) == 1


def test_columns_count_characters() -> None:
    text = "größe = '日本'; y = grün.wert"
    read = program(text)
    last = list(read.statements())[-1]
    assert isinstance(last, ast.Assign)
    assert read.span(site_of(last)) == Span(1, 15, 1, 28)
    assert read.span(site_of(last.value)) == Span(1, 19, 1, 28)
    assert read.text(site_of(last.value)) == "grün.wert"


def test_the_text_of_several_lines() -> None:
    read = program("x = [1,\n  'ä',\n  3]\n")
    (only,) = read.statements()
    assert read.text(site_of(only)) == "x = [1,\n  'ä',\n  3]"
    assert read.text(site_of(only)) == ast.get_source_segment(read.source.text, only)


def test_a_long_program_is_parsed_in_pieces_at_their_places() -> None:
    piece = (
        "def f(x):\n    '''doc\nstring'''\n    if x:\n"
        "        return (1,\n2)\n    return 3\ny = f(1)\n"
    )
    text = piece * 400
    whole, pieces = ast.parse(text).body, statements(text)
    assert [ast.dump(s, include_attributes=True) for s in whole] == [
        ast.dump(s, include_attributes=True) for s in pieces
    ]


def test_an_error_far_down_is_told_where_it_is() -> None:
    error = refusal("x = 1\n" * 3000 + "y = = 2\n" + "x = 1\n" * 3000)
    assert error.span is not None
    assert error.span.line == 3001


def test_an_error_far_down_comes_before_anything_runs() -> None:
    with pytest.raises(SourceError):
        interpret(Source("program.py", "print('first')\n" * 3000 + "y = = 2\n"))


DEEP = {
    "not": "x = " + "not " * 20_000 + "1",
    "minus": "x = " + "-" * 20_000 + "1",
    "power": "x = 1" + " ** 1" * 5000,
    "attributes": "x = a" + ".b" * 20_000,
    "lambdas": "x = " + "lambda: " * 3000 + "1",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_small_stack_is_no_danger(text: str) -> None:
    outcomes: list[object] = []

    def work() -> None:
        try:
            outcomes.append(len(statements(text)))
        except GradvizError as error:
            outcomes.append(error.message)

    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    assert outcomes in ([1], ["the statement is nested too deeply"])
