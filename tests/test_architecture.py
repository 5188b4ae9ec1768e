"""The layers: who may import whom. `lint-imports` says the same, from the same table."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]["contracts"]

LAYERS = [
    {part.strip() for part in layer.replace("|", ":").split(":")}
    for contract in CONTRACTS
    if contract["type"] == "layers"
    for layer in contract["layers"]
]
"""From the top down; the parts of one layer stand beside each other."""

BESIDE = {
    part.strip()
    for contract in CONTRACTS
    if contract["type"] == "layers"
    for layer in contract["layers"]
    if "|" in layer
    for part in layer.split("|")
}
"""Parts that may not import the other parts of their layer."""


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")


MODULES = {
    module_name(path): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(SOURCES.rglob("*.py"))
}


def imported(tree: ast.Module) -> Iterator[str]:
    """What a module imports, at the top or later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(module: str) -> tuple[int, str] | None:
    """The layer of a module and its part of it; None where it stands outside."""
    for level, parts in enumerate(LAYERS):
        for part in parts:
            if module == part or module.startswith(f"{part}."):
                return level, part
    return None


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    here = place(module)
    if here is None:
        assert module in ("gradviz", "gradviz.__main__")
        return
    level, part = here
    for name in imported(MODULES[module]):
        there = place(name)
        if there is None or there[1] == part:
            continue
        assert there[0] >= level, f"{module} imports {name}, which stands above it"
        if there[0] == level:
            assert part not in BESIDE, f"{module} imports {name}, which stands beside it"


def test_renderers_see_a_trace_and_nothing_else() -> None:
    allowed = ("gradviz.renderers", "gradviz.errors", "gradviz.trace")
    for module, tree in MODULES.items():
        if module.startswith("gradviz.renderers"):
            for name in imported(tree):
                assert not name.startswith("gradviz") or name.startswith(allowed), (module, name)


def test_the_engine_knows_no_screen_and_no_syntax() -> None:
    for module, tree in MODULES.items():
        if module.startswith("gradviz.engine"):
            assert not {"ast", "rich", "click", "sys"} & set(imported(tree)), module


def test_nothing_is_executed() -> None:
    forbidden = {"eval", "exec", "compile", "__import__"}
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in forbidden, f"{module}:{node.lineno}"
