"""What `docs/language.md` pastes: the language as its registries have it, and what it has not."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from paste import code, page, table

from gradviz.language import compiler, constructs, tensors, unknown
from gradviz.language.builtins import BUILTINS, REFUSED
from gradviz.language.constructs.classes import METACLASS
from gradviz.language.methods import METHODS_OF_TYPE
from gradviz.language.modules import MODULES
from gradviz.limits import UNITS, Limits

PROGRAMS = Path(__file__).parent.parent / "tests" / "programs"
_LONGEST = 60
"""Characters of an example: a longer line is cut."""

_TORCH_NAMES = Path(unknown.__file__).with_name("torch_names.json")

assert constructs  # importing it fills the registry


def forms() -> None:
    """The syntax forms of the registry, each with the shortest line of a tested program."""
    found = examples()
    rows = []
    for form, maker in sorted(compiler.CONSTRUCTS.items(), key=lambda item: item[0].__name__):
        line, path = found.get(form.__name__, ("", ""))
        about = (inspect.getdoc(maker) or "").partition("\n")[0]
        rows.append([code(form.__name__), about, code(line), code(path)])
    table(["form", "what it is", "an example", "from"], rows)


def examples() -> dict[str, tuple[str, str]]:
    """For each syntax form the shortest line of a program that has it, and that program's path."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(PROGRAMS.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for name, number in _forms_of(ast.parse(text)):
            line = lines[number - 1].strip()
            if len(line) > _LONGEST:
                line = line[: _LONGEST - 1] + "…"
            if name not in found or len(line) < len(found[name][0]):
                found[name] = (line, path.relative_to(PROGRAMS).as_posix())
    return found


def _forms_of(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The forms in a program, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr):
            yield type(node).__name__, node.lineno


def refused() -> None:
    """What the compiler refuses by name, and the names that are refused with a reason."""
    rows = [[name, advice] for name, advice in (*compiler._UNSUPPORTED.values(), METACLASS)]
    table(["construct", "instead"], rows)
    rows = [[code(name), reason] for name, reason in REFUSED.items()]
    table(["name", "why not"], rows)


def builtins() -> None:
    """Python's functions and types, and the methods of its values."""
    page(f"\n{names(BUILTINS)}\n\n")
    rows = [
        [code(kind), names(methods)]
        for kind, methods in sorted(METHODS_OF_TYPE.items())
        if not kind.startswith("_") and methods
    ]
    table(["of", "methods"], rows)


def modules() -> None:
    """The modules that can be imported, and what is in each."""
    rows = [[code(name), names(module)] for name, module in sorted(MODULES.items())]
    rows.insert(0, [code("Tensor"), names(tensors.names_of_methods() | tensors.ATTRIBUTES.keys())])
    table(["module", "what it has"], rows)


def missing() -> None:
    """How much of torch there is, and the names of what there is not."""
    rows = []
    for home, listed in json.loads(_TORCH_NAMES.read_text(encoding="utf-8")).items():
        public = [name for name in listed.split() if not name.startswith("_")]
        here: Iterable[str] = MODULES.get(home, ())
        if home == "Tensor":
            here = tensors.names_of_methods() | tensors.ATTRIBUTES.keys()
        lacking = sorted(set(public) - set(here), key=str.lower)
        rows.append([code(home), f"{len(public) - len(lacking)} of {len(public)}", names(lacking)])
    table(["of", "has", "has not"], rows)


def limits() -> None:
    """What a program may spend, unless the command line says otherwise."""
    allowed = Limits()
    rows = [[code(f"--max-{name}"), f"{getattr(allowed, name):,}", UNITS[name]] for name in UNITS]
    table(["option", "default", "of what"], rows)


def names(found: Iterable[str]) -> str:
    """Names in the order of the alphabet."""
    return " ".join(code(name) for name in sorted(found, key=lambda name: (name.lower(), name)))
