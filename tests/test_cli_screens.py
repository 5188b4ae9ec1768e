"""What the user sees when something is wrong: the whole of stderr, and the exit code."""

import json
from pathlib import Path

import pytest
from cli_runner import Runner
from traces import TRACES

from gradviz.trace import encode

ABFG = encode(TRACES["abfg"]())

FILES = {
    "abFG.py": "a = tensor([10., 10.], requires_grad=True)\n",
    "empty.py": "\n  \n",
    "latin1.py": b"# gr\xf6\xdfe\nx = 1\n",
    "utf16.py": "x = 1\n".encode("utf-16"),
    "\x1b[2Jevil\u202e.py": b"\xff",
    "abfg.json": ABFG,
    "error.json": encode(TRACES["error"]()),
    "other.json": b'{"schema": "gradviz.trace/99"}',
    "broken.json": ABFG[:-10],
    "wrong.json": ABFG.replace(b'"requires_grad":true', b'"requires_grad":1'),
    "astray.json": ABFG.replace(b'"inputs":[0,1]', b'"inputs":[0,7]'),
    "shapeless.json": b'{"a": [1, 2]}',
    "notes.txt": "one\ntwo\n",
    "method.py": "import torch\nx = torch.tensor(1., requires_grad=True)\ny = x.exq() * 2\n",
    "function.py": "import torch\n\ny = torch.tensro([1.])\n",
    "name.py": "loss = tensor(1.)\nprint(los)\n",
    "import.py": "import os\nos.remove('x')\n",
    "syntax.py": "x = 1\ny = (1,\nz = 3\n",
    "nul.py": b"x = 1\n\0y = 2\n",
    "nested.py": f"x = {'-' * 20_000}1\n",
    "vector.py": "x = tensor([1., 2.], requires_grad=True)\ny = x * 2\ny.backward()\n",
    "loop.py": "x = tensor(1.)\nfor step in range(100):\n    x = x + 1\n",
    "tabs.py": "def f(x):\n\treturn x.exq() + '\u6f22\u5b57'\n\nf(tensor(1.))\n",
}

CASES = {
    "no_such_command": ["shw", "abFG.py"],
    "no_command_like_it": ["frobnicate"],
    "missing": ["nosuch.txt"],
    "missing_like_another": ["abFg.py"],
    "missing_command_after_option": ["--quiet", "draw"],
    "directory": ["."],
    "empty": ["empty.py"],
    "empty_stdin": ["-"],
    "empty_code": ["-e", " "],
    "not_utf8": ["latin1.py"],
    "utf16": ["utf16.py"],
    "hostile_name": ["\x1b[2Jevil\u202e.py"],
    "too_large": ["show", "notes.txt", "--max-source", "4"],
    "trace_too_large": ["show", "abfg.json", "--max-trace", "100"],
    "other_schema": ["other.json"],
    "broken_trace": ["broken.json"],
    "wrong_trace": ["wrong.json"],
    "astray_trace": ["astray.json"],
    "no_trace": ["shapeless.json"],
    "backward_of_a_trace": ["abfg.json", "--backward", "G"],
    "program_error": ["error.json"],
    "program_error_ascii": ["error.json", "--ascii"],
    "unknown_method": ["method.py"],
    "unknown_function": ["function.py"],
    "unknown_name": ["name.py"],
    "unknown_import": ["import.py"],
    "syntax_error": ["syntax.py"],
    "nul_character": ["nul.py"],
    "nested_too_deeply": ["nested.py"],
    "error_of_a_program": ["vector.py"],
    "error_in_code": ["-e", "x = tensor(1.)", "-e", "x.exq()"],
    "error_in_stdin": ["-"],
    "tabs_and_wide_characters": ["tabs.py"],
    "too_many_ops": ["loop.py", "--max-ops", "50"],
    "backward_of_no_tensor": ["loop.py", "--backward", "y"],
    "two_sources": ["-e", "x = 1", "abFG.py"],
    "two_files": ["draw", "abfg.json", "error.json"],
    "no_such_option": ["abfg.json", "--colour"],
    "option_of_another_command": ["abfg.json", "-o", "abFG.svg"],
    "option_without_value": ["abfg.json", "--only"],
    "not_a_number": ["abfg.json", "--max-ops", "many"],
    "number_too_small": ["abfg.json", "--max-ops", "0"],
    "seconds_nan": ["abfg.json", "--max-seconds", "nan"],
    "narrow": ["abfg.json", "--width", "5"],
    "no_such_color": ["abfg.json", "--color", "sometimes"],
    "unknown_suffix": ["draw", "abfg.json", "-o", "abFG.jpeg"],
    "no_suffix": ["draw", "abfg.json", "-o", "abFG"],
    "unknown_format": ["draw", "abfg.json", "-f", "jpeg"],
    "missing_folder": ["draw", "abfg.json", "-o", "nowhere/abFG.dot"],
    "output_is_folder": ["draw", "abfg.json", "-f", "dot", "-o", "."],
    "output_is_input": ["draw", "abfg.json", "-o", "abfg.json"],
}  # fmt: skip


@pytest.fixture
def folder(gradviz: Runner) -> None:
    for name, content in FILES.items():
        gradviz.write(name, content)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("name", CASES)
def test_screen(name, gradviz, golden):
    outcome = gradviz(*CASES[name], stdin=b"y = exq(1)\n" if name == "error_in_stdin" else b"")
    assert outcome.code
    golden(f"screens/{name}.txt", f"{outcome.err}exit {outcome.code}\n")


def test_every_golden_screen_has_its_case():
    screens = Path(__file__).parent / "golden" / "screens"
    assert {path.stem for path in screens.iterdir()} == set(CASES)


@pytest.mark.usefixtures("folder")
def test_nothing_of_the_input_reaches_the_terminal_unseen(gradviz):
    for args in (["\x1b[2Jevil\u202e.py"], ["abfg.json", "--only", "\x1b[2J"], ["\x1b[2J"]):
        outcome = gradviz(*args)
        assert "\x1b" not in outcome.out + outcome.err
        assert "\u202e" not in outcome.out + outcome.err


@pytest.mark.usefixtures("folder")
def test_an_error_leaves_stdout_empty_but_for_what_the_program_did(gradviz):
    assert gradviz("draw", "abfg.json", "-o", "x.jpeg").out == ""
    failed = gradviz("json", "error.json")
    assert json.loads(failed.out)["error"]["type"] == "RuntimeError"
    assert failed.code == 4


def test_a_traceback_is_shown_on_demand_only(gradviz):
    assert "Traceback" not in gradviz("nosuch.py").err
    shown = gradviz("nosuch.py", "--debug")
    assert "Traceback" in shown.err
    assert "error: no such file: 'nosuch.py'" in shown.err
    assert shown.code == 6


@pytest.mark.parametrize(
    ("raised", "code", "text"),
    [
        (MemoryError(), 5, "not enough memory"),
        (RecursionError(), 5, "nested too deeply"),
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 0, ""),
        (OSError(5, "Input/output error"), 6, "input/output error"),
        (ZeroDivisionError("secret"), 70, "bug in gradviz (ZeroDivisionError)"),
    ],
)
def test_whatever_is_raised_ends_in_a_screen(raised, code, text, gradviz, monkeypatch):
    def fail(data):
        raise raised

    monkeypatch.setattr("gradviz.cli.inputs.decode", fail)
    gradviz.write("abfg.json", ABFG)
    outcome = gradviz("abfg.json")
    assert outcome.code == code
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert text in outcome.err
    assert bool(text) == bool(outcome.err)


@pytest.mark.parametrize("command", [["show"], ["draw", "-f", "dot"], ["json"]])
def test_a_program_that_raises_is_shown_up_to_there(command, gradviz):
    gradviz.write("vector.py", FILES["vector.py"])
    outcome = gradviz(*command, "vector.py")
    assert outcome.code == 4
    assert "x * 2" in outcome.out.replace("\xa0", " ")
    assert outcome.err.startswith("error")
    assert "grad can be implicitly created only for scalar outputs" in outcome.err


def test_a_program_that_does_not_end_is_ended(gradviz):
    outcome = gradviz("-e", "while True: pass", "--max-seconds", "0.2")
    assert outcome.code == 5
    assert "--max-seconds" in outcome.err
    assert outcome.out == ""
