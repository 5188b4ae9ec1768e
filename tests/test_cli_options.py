"""Options, the default command, what is read, completion, help."""

import io
import sys

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from traces import TRACES

from gradviz.cli.app import COMMANDS, app
from gradviz.cli.console import Console
from gradviz.limits import LIMIT_NAMES, Limits
from gradviz.trace import encode


@pytest.fixture(autouse=True)
def traces(gradviz):
    for name in ("abfg", "error", "mlp"):
        gradviz.write(f"{name}.json", encode(TRACES[name]()))


def test_show_is_meant_where_no_command_is_named(gradviz):
    named = gradviz("show", "abfg.json")
    assert named.out.startswith("abFG.py ")
    assert gradviz("abfg.json") == named
    assert gradviz("--width", "80", "abfg.json") == named
    assert gradviz("-", stdin=encode(TRACES["abfg"]())) == named
    assert gradviz(stdin=encode(TRACES["abfg"]())) == named


def test_a_file_that_is_named_like_no_command_is_shown(gradviz):
    gradviz.write("program", encode(TRACES["abfg"]()))
    assert gradviz("program") == gradviz("abfg.json")


def test_several_files_are_shown_and_the_first_failure_counts(gradviz):
    one, two = gradviz("abfg.json"), gradviz("error.json")
    both = gradviz("abfg.json", "error.json")
    assert both.out == f"{one.out}\n{two.out}"
    assert both.err == two.err
    assert (one.code, two.code, both.code) == (0, 4, 4)
    with_missing = gradviz("nosuch.py", "error.json", "abfg.json")
    assert with_missing.code == 6
    assert with_missing.err == f"error: no such file: 'nosuch.py'\n{two.err}"
    assert one.out in with_missing.out


def test_what_is_shown_can_be_chosen(gradviz):
    named = gradviz("mlp.json", "--only", "W*").out
    assert "W1" in named
    assert "loss" not in named.split("\n", 1)[1]
    assert gradviz("mlp.json", "--all").out != named
    assert gradviz("mlp.json", "-a").out == gradviz("mlp.json", "--all").out
    assert gradviz("mlp.json", "--ascii").out.isascii()
    assert max(map(len, gradviz("mlp.json", "--width", "50").out.splitlines())) <= 50


@pytest.mark.parametrize("command", [["show"], ["draw", "-f", "dot"], ["draw", "-f", "table"]])
def test_what_is_folded_can_be_chosen(command, gradviz):
    gradviz.write("loop.json", encode(TRACES["loop"]()))
    usual = gradviz(*command, "loop.json").out
    folded = gradviz(*command, "loop.json", "--fold", "step=0", "--fold", "f()").out
    assert folded.count("ops") > usual.count("ops")
    unfolded = gradviz(*command, "loop.json", "--unfold", "step=[1-4]").out
    assert len(unfolded) > len(usual)
    wrong = gradviz(*command, "loop.json", "--fold", "step=9")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err == (
        "error: no turn of a loop and no call is labelled 'step=9'\n"
        "  help: there are step=0, f(), step=1, step=2, step=3, step=4, …\n"
    )


def test_a_byte_order_mark_is_no_part_of_the_input(gradviz):
    gradviz.write("marked.json", b"\xef\xbb\xbf" + encode(TRACES["abfg"]()))
    assert gradviz("marked.json") == gradviz("abfg.json")


def test_a_trace_that_was_written_is_read_back_as_it_was(gradviz):
    text = gradviz("json", "mlp.json").out
    assert gradviz("json", "-", stdin=text.encode()).out == text


@pytest.mark.parametrize("name", LIMIT_NAMES)
def test_every_limit_has_its_flag(name, gradviz, monkeypatch):
    seen = []

    class Seeing(Console):
        def print(self, lines):
            seen.append(click.get_current_context().params)

    monkeypatch.setattr("gradviz.cli.app.Console", Seeing)
    default = getattr(Limits(), name)
    assert gradviz("abfg.json").code == 0
    assert gradviz("abfg.json", f"--max-{name}", str(default * 2)).code == 0
    assert [params[f"max_{name}"] for params in seen] == [default, default * 2]
    assert f"--max-{name} N" in gradviz("show", "--help").out


@pytest.mark.parametrize(
    ("variables", "terminal", "args", "colored"),
    [
        ({}, True, [], True),
        ({}, False, [], False),
        ({"NO_COLOR": "1"}, True, [], False),
        ({"NO_COLOR": ""}, True, [], True),
        ({"TERM": "dumb"}, True, [], False),
        ({"FORCE_COLOR": "1"}, False, [], True),
        ({"FORCE_COLOR": ""}, False, [], False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, [], False),
        ({}, True, ["--color", "never"], False),
        ({}, False, ["--color", "always"], True),
        ({"FORCE_COLOR": "1"}, False, ["--color", "never"], False),
        ({"NO_COLOR": "1"}, False, ["--color", "always"], True),
        ({"TERM": "dumb"}, False, ["--color", "always"], True),
    ],
)
def test_who_decides_about_colour(variables, terminal, args, colored, gradviz, monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("gradviz.cli.console.is_terminal", lambda stream: terminal)
    outcome = gradviz("error.json", *args)
    assert ("\x1b[" in outcome.out) == colored
    assert ("\x1b[" in outcome.err) == colored


@pytest.mark.parametrize(
    ("columns", "terminal", "asked", "width"),
    [
        ("100", None, None, 100),
        ("100", None, 50, 50),
        ("", None, None, 80),
        ("0", None, None, 80),
        ("-5", None, None, 80),
        ("99999999", None, None, 80),
        ("", 132, None, 132),
        ("100", 132, None, 100),
    ],
)
def test_who_decides_about_the_width(columns, terminal, asked, width, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("gradviz.cli.console._terminal_width", lambda stream: terminal)
    console = Console()
    console.columns = asked
    assert console.width(sys.stdout) == width


def test_an_output_that_cannot_encode_the_signs_gets_ascii():
    console = Console()
    assert console.needs_ascii(io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    assert not console.needs_ascii(io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))
    assert not console.needs_ascii(None)


def test_help_names_every_command(gradviz):
    text = gradviz("--help")
    assert text.code == 0
    for name, summary in COMMANDS.items():
        assert f"  {name:<8}{summary}" in text.out
        shown = gradviz(name, "-h")
        assert shown.code == 0
        assert shown.out.startswith(f"Usage: gradviz {name} ")


def test_the_version_is_the_package_s(gradviz):
    from importlib.metadata import version  # noqa: PLC0415

    assert gradviz("--version").out == gradviz("-V").out == f"gradviz {version('gradviz')}\n"


def test_the_schema_describes_what_json_writes(gradviz):
    import json  # noqa: PLC0415

    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(gradviz("schema").out)
    for name in ("abfg", "error", "mlp"):
        jsonschema.validate(json.loads(gradviz("json", f"{name}.json").out), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"schema": "gradviz.trace/1"}, schema)
    assert gradviz("schema", "-o", "schema.json").code == 0
    assert json.loads((gradviz.folder / "schema.json").read_text()) == schema


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["gradviz", ""], {"show", "draw", "json", "schema", "ops"}),
        (["gradviz", "d"], {"draw"}),
        (["gradviz", "abfg.json", "--max-o"], {"--max-ops", "--max-output"}),
        (["gradviz", "draw", "--theme", "d"], {"dark"}),
    ],
)
def test_a_shell_completes_words(words, expected, gradviz, monkeypatch):
    monkeypatch.setenv("_GRADVIZ_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", " ".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    lines = gradviz().out.splitlines()
    assert {line.removeprefix("plain,") for line in lines if line.startswith("plain,")} == expected


def test_a_shell_completes_files_in_the_place_of_a_command(gradviz, monkeypatch):
    monkeypatch.setenv("_GRADVIZ_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "gradviz abf")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert "file,abf" in gradviz().out.splitlines()


def test_app_is_callable_as_click_has_it(capsys):
    with pytest.raises(SystemExit) as ended:
        app(["--nosuch"])
    assert ended.value.code == 2
    assert "no such option '--nosuch'" in capsys.readouterr().err


WORDS = [
    "show", "json", "schema", "abfg.json", "error.json", "nosuch", "-", "--", "-o", "out.json",
    "--width", "--only", "W*", "--all", "-e", "x = 1", "--backward", "y", "--max-ops", "5", "0",
    "nan", "--color", "always", "--ascii", "-q", "-h", "--help", "-V", "-qa", "--only=",
    "--width=30", "", " ", "\udcff", "é", "-\x1b", "--quiet=1",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=6))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_command_line_ends_in_an_answer(gradviz, words):
    outcome = gradviz(*words)
    assert outcome.code in {0, 2, 3, 4, 5, 6}, outcome.err
    assert "Traceback" not in outcome.err
    assert "\x1b" not in outcome.err or "always" in words
    assert (outcome.code == 0) == (not outcome.err or outcome.err.startswith("wrote "))
