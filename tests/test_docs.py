"""What the pages show is what gradviz does now."""

from __future__ import annotations

import ast
import doctest
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from cli_runner import Runner
from cogapp import Cog
from pictures import needs_graphviz

from gradviz.errors import GradvizError
from gradviz.language.compiler import CONSTRUCTS
from gradviz.language.interpreter import Settings, interpret
from gradviz.limits import Limits
from gradviz.trace import Source

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*ROOT.glob("*.md"), *DOCS.glob("*.md")]
PASTED = re.compile(r"\]\]\] -->\n(.*?)<!-- \[\[\[end", re.DOTALL)

sys.path.insert(0, str(DOCS))  # where `cog -I docs` finds what the pages paste


def title(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def pages_with_cog() -> Iterator[Path]:
    """But for the one that needs jq, where that is missing; CI has it."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        if "[[[cog" in text and ("paste.jq(" not in text or find_spec("jq")):
            yield page


def test_every_form_of_the_language_stands_in_a_program() -> None:
    import covered  # noqa: PLC0415  # from the folder of the pages

    assert {form.__name__ for form in CONSTRUCTS} <= covered.examples().keys()


@pytest.mark.parametrize("page", list(pages_with_cog()), ids=title)
def test_outputs_are_what_is_printed_now(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    code = Cog().main(["cog", "--check", "--diff", "-I", "docs", title(page)])
    assert code == 0, f"run 'just docs'\n{capsys.readouterr().out}"


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_no_output_is_typed_by_hand(page: Path) -> None:
    typed = PASTED.sub("", page.read_text(encoding="utf-8"))
    assert "```console" not in typed


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "python.md"], ids=title)
def test_python_sessions(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert tried > 0
    assert failed == 0


def commands_to_try() -> Iterator[str]:
    """The lines of shell blocks that begin with gradviz."""
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.splitlines():
                if line.startswith("gradviz "):
                    yield line


@pytest.mark.parametrize("line", list(commands_to_try()))
def test_commands_that_are_only_shown_work(line: str, gradviz: Runner) -> None:
    gradviz.write("FILE.py", (ROOT / "samples" / "mlp.py").read_bytes())
    words = shlex.split(line, comments=True)
    if "|" in words:
        words = words[: words.index("|")]
    assert gradviz(*words[1:]).code == 0


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'src(?:set)?="([^"]+)"', text)]
    local = [target for target in targets if not target.startswith("https://")]
    for target in local:
        path, _, anchor = target.partition("#")
        linked = page.parent / path if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in anchors(linked), target


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and mkdocs make them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-") for text in headings}


def test_files_that_the_pages_name_exist() -> None:
    named = re.compile(r"`((?:tests|docs|samples|src|cli|engine|language|renderers)/[\w/.-]+)`")
    for page in PAGES:
        for path in named.findall(page.read_text(encoding="utf-8")):
            assert (ROOT / path).exists() or (ROOT / "src" / "gradviz" / path).exists(), path


CODES: dict[str, dict[str, str]] = tomllib.loads((DOCS / "codes.toml").read_text(encoding="utf-8"))


def codes_of(*paths: Path) -> set[str]:
    """The codes of errors that stand in these files."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return {code for text in texts for code in re.findall(r'"(GV\d+)"', text)}


def test_every_error_code_has_its_line() -> None:
    found = codes_of(*(ROOT / "src").rglob("*.py"))
    assert found == CODES.keys()
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    assert [code for code in CODES if f"| {code} |" not in page] == []


def test_no_message_takes_the_name_of_another() -> None:
    engine = ROOT / "src" / "gradviz" / "engine" / "messages.py"
    tree = ast.parse(engine.read_text(encoding="utf-8"))
    names = [ast.unparse(node.targets[0]) for node in tree.body if isinstance(node, ast.Assign)]
    assert sorted(names) == sorted(set(names))


def test_a_code_of_the_engine_is_used_nowhere_else() -> None:
    engine = ROOT / "src" / "gradviz" / "engine" / "messages.py"
    others = [path for path in (ROOT / "src").rglob("*.py") if path != engine]
    shared = codes_of(engine) & codes_of(*others)
    assert shared <= {"GV101", "GV126"}  # as an example, and for what indexing.py says of indices


@pytest.mark.parametrize(
    "code", [pytest.param(code, id=code) for code, entry in CODES.items() if entry["example"]]
)
def test_the_example_of_a_code_ends_with_it(code: str) -> None:
    before = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"
    source = Source("p.py", before + CODES[code]["example"] + "\n")
    try:
        error = interpret(source, Settings(limits=Limits(steps=1000))).error
    except GradvizError as raised:
        assert raised.code == code
        return
    assert error is not None
    assert error.code == code


@needs_graphviz
def test_the_pictures_are_as_they_are_drawn_now() -> None:
    from draw import stale  # noqa: PLC0415

    assert stale() == [], "run 'just docs'"
