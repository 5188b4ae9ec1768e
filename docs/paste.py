"""What the pages paste: `cog -r -I docs README.md docs/*.md` calls these from their cog blocks.

Each function writes into the page, a fence around it; what it writes is what gradviz does now.
"""

from __future__ import annotations

import ast
import inspect
import io
import os
import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import groupby
from pathlib import Path
from unittest.mock import patch

from gradviz.cli.app import app

_ENVIRONMENT = ("NO_COLOR", "FORCE_COLOR", "GRADVIZ_THEME", "_GRADVIZ_COMPLETE")


def session(*commands: str, code: int = 0, width: int = 80) -> None:
    """What a terminal shows for these commands; the last one ends with the exit code `code`."""
    shown = []
    for command in commands:
        ended, text = terminal(command, width)
        shown.append(f"$ {command}\n{text}")
    if ended != code:
        raise ValueError(f"{command} ends with {ended}, not {code}:\n{text}")
    fenced("console", "\n".join(shown))


def terminal(command: str, width: int, *, pipe: bool = False) -> tuple[int, str]:
    """The exit code of a command, and its stdout and stderr in the order they came.

    Into a pipe goes its stdout alone.
    """
    name, *args = shlex.split(command)
    if name != "gradviz":
        raise ValueError(f"no command of gradviz: {command}")
    screen, aside = (_Screen() for _ in range(2))
    environment = {k: v for k, v in os.environ.items() if k not in _ENVIRONMENT}
    with (
        patch.dict(os.environ, {**environment, "COLUMNS": str(width)}, clear=True),
        redirect_stdout(screen),
        redirect_stderr(aside if pipe else screen),
    ):
        code = app.run(args)
    return code, screen.written.getvalue().decode()


class _Screen(io.TextIOWrapper):
    """A stream as the standard ones are, in memory."""

    def __init__(self) -> None:
        self.written = io.BytesIO()
        super().__init__(self.written, encoding="utf-8", write_through=True)


def program(path: str) -> None:
    """The text of a program."""
    fenced("python", Path(path).read_text(encoding="utf-8"))


def definition(path: str, name: str) -> None:
    """The statement of a file that binds a name."""
    text = Path(path).read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name:
            fenced("python", ast.get_source_segment(text, node) or "")
            return
    raise ValueError(f"{path} does not define {name}")


def picture(name: str, description: str, folder: str = "images") -> None:
    """A picture of `docs/draw.py`, light or dark as the reader has it."""
    dark, light = (f"{folder}/{name}-{theme}.svg" for theme in ("dark", "light"))
    page(
        f'\n<picture>\n  <source media="(prefers-color-scheme: dark)" srcset="{dark}">\n'
        f'  <img alt="{description}" src="{light}">\n</picture>\n\n'
    )


def fenced(language: str, text: str) -> None:
    """A block of code."""
    page(f"\n```{language}\n{text.rstrip()}\n```\n\n")


def page(text: str) -> None:
    """Writes into the page."""
    import cog  # noqa: PLC0415  # cog puts it there anew for each run

    cog.out(text)


def ops() -> None:
    """The op table, a table for each family."""
    from gradviz.cli.op_records import op_records  # noqa: PLC0415

    for family, records in groupby(op_records(None), key=lambda record: record.family):
        rows = [
            [
                code(record.name),
                " ".join(map(code, record.torch)),
                "<br>".join(f"{name}: {code(rule)}" for name, rule in record.vjp.items() if rule)
                or _INSTEAD_OF_RULES[record.kind],
                " ".join(map(code, record.saved)),
                code(record.grad_fn or ""),
            ]
            for record in records
        ]
        page(f"\n## {family}\n\n")
        table(["op", "spellings", "vector-Jacobian product", "saved", "grad_fn"], rows)


_INSTEAD_OF_RULES = {
    "op": "not differentiable",
    "overload": "one of those by its arguments",
    "composite": "made of others",
}


def codes(*begins: str) -> None:
    """The codes that begin so, from `codes.toml`: meaning, example, remedy."""
    table_of = tomllib.loads(Path("docs/codes.toml").read_text(encoding="utf-8"))
    rows = [
        [
            number,
            escaped(entry["meaning"]),
            "<br>".join(map(code, entry["example"].splitlines())),
            escaped(entry["remedy"]),
        ]
        for number, entry in table_of.items()
        if number.startswith(begins)
    ]
    table(["code", "what it means", "a program that ends so", "what to do"], rows)


def messages() -> None:
    """What the engine raises, by code."""
    from gradviz.engine import messages as home  # noqa: PLC0415

    found = [value for value in vars(home).values() if isinstance(value, home.Message)]
    rows = [
        [message.code, code(message.type), escaped(re.sub(r"{\w*}", "…", message.text))]
        for message in sorted(found, key=lambda message: message.code)
    ]
    table(["code", "exception", "text"], rows)


def jq(filter: str, program: str) -> None:
    """What jq makes of the trace of a program."""
    import jq as library  # noqa: PLC0415  # for this alone; `pip install -e '.[dev]'`

    _, trace = terminal(f"gradviz json {program}", 80, pipe=True)
    shown = library.compile(filter).input_text(trace).text()
    fenced("console", f"$ gradviz json {program} | jq -c '{filter}'\n{shown}")


def keys() -> None:
    """The keys of a trace, an object's after the other, from the definition of each."""
    from gradviz import trace  # noqa: PLC0415

    tree = ast.parse(inspect.getsource(trace))
    objects = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name[0] != "_"]
    for node in sorted(objects, key=lambda node: node.name != "Trace"):
        page(f"\n## {node.name}\n\n{prose(ast.get_docstring(node) or '')}\n")
        table(["key", "type", ""], list(_fields(node)))


def _fields(node: ast.ClassDef) -> Iterator[list[str]]:
    """For each field its name, its type, and the text below it."""
    for field, below in zip(node.body, [*node.body[1:], None], strict=True):
        if not isinstance(field, ast.AnnAssign) or "ClassVar" in ast.unparse(field.annotation):
            continue
        said = ""
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            said = inspect.cleandoc(str(below.value.value))
        optional = " | msgspec.UnsetType"
        kind = ast.unparse(field.annotation).removesuffix(optional)
        maybe = "absent, or " if ast.unparse(field.annotation).endswith(optional) else ""
        yield [code(ast.unparse(field.target)), maybe + code(kind), prose(said)]


def prose(text: str) -> str:
    """A docstring as a paragraph."""
    return re.sub(r"\s+", " ", text).strip().replace("|", r"\|")


def table(head: list[str], rows: list[list[str]]) -> None:
    """A table; the cells are Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    page("\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n")


def code(text: str) -> str:
    """A cell's text as code."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def escaped(text: str) -> str:
    """A cell's text as it is."""
    return re.sub(r"([|\\`*_\[\]<>{}])", r"\\\1", text)
