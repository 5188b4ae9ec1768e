"""Imports: the modules that there are, under any name."""

from __future__ import annotations

import ast

from gradviz.engine.messages import TorchError
from gradviz.language.compiler import Code, Compiler, Store, construct
from gradviz.language.library import resolved
from gradviz.language.modules import MODULES
from gradviz.language.nearest import nearest
from gradviz.language.outside import CLOCKS, SHOWS, quiet_part, reason_against
from gradviz.language.program import site_of
from gradviz.language.values import Frame, Namespace


@construct(ast.Import)
def import_statement(compiler: Compiler, node: ast.Import) -> Code:
    """`import torch`, `import torch.nn.functional as F`."""
    missing = _missing(compiler, [alias.name for alias in node.names])
    if missing is not None:
        for alias in node.names:
            compiler.write(alias.asname or alias.name.partition(".")[0], site_of(alias))
        return missing
    stores: list[tuple[Store, object]] = []
    for alias in node.names:
        module = _module(compiler, alias.name, node)
        name = alias.asname or alias.name.partition(".")[0]
        if alias.asname is None and isinstance(module, Namespace):
            module = MODULES[name]
        stores.append((compiler.write(name, site_of(alias)), module))

    def run(frame: Frame) -> object:
        for store, module in stores:
            store(frame, module)
        return None

    return run


def _missing(compiler: Compiler, names: list[str]) -> Code | None:
    """Code that raises what Python does, for an optional import of what there is not."""
    if not compiler.optional_imports:
        return None
    for name in names:
        if not quiet_part(name) and name not in MODULES:
            text = f"No module named '{name.partition('.')[0]}'"

            def run(frame: Frame, text: str = text) -> object:
                raise TorchError("ModuleNotFoundError", text, "GV161")

            return run
    return None


def _module(compiler: Compiler, name: str, node: ast.stmt) -> object:
    """A module that there is, or what stands for one that only shows."""
    root = name.partition(".")[0]
    machine, site = compiler.machine, site_of(node)
    silent = quiet_part(name)
    if silent:
        from gradviz.language.standard.quiet import Quiet  # noqa: PLC0415

        machine.accepted.setdefault(silent)
        return Quiet(name)
    module = MODULES.get(name)
    if module is not None:
        if root in SHOWS and not compiler.library:
            machine.accepted.setdefault(root)
        machine.clocks |= root in CLOCKS
        compiler.imports_torch |= root == "torch"
        return module
    reason = reason_against(name)
    meant = "" if reason else nearest(name, MODULES)
    raise compiler.refused(
        f"'{machine.program.text(site)}' is not part of the language",
        site,
        help=f"did you mean '{meant}'?" if meant else "",
        note=f"{root}: {reason}" if reason else _KNOWN,
        code="GV002",
    )


_KNOWN = (
    "gradviz reads the file, it never runs it; only torch, its submodules, numpy, math and some"
    " more of Python's modules can be imported"
)


@construct(ast.ImportFrom)
def import_from(compiler: Compiler, node: ast.ImportFrom) -> Code:
    """`from torch import tensor`, `from torch.autograd import grad as g`."""
    if node.module == "__future__":
        return lambda frame: None
    if node.level or node.module is None:
        raise compiler.unsupported(node, "a relative import")
    missing = _missing(compiler, [node.module])
    if missing is not None:
        for alias in node.names:
            compiler.write(alias.asname or alias.name, site_of(alias))
        return missing
    module = _module(compiler, node.module, node)
    stores: list[tuple[Store, object]] = []
    for alias in node.names:
        if alias.name == "*":
            raise compiler.unsupported(node, "'import *'", help="name what you need")
        if not isinstance(module, Namespace):
            part = _module(compiler, f"{node.module}.{alias.name}", node)
            stores.append((compiler.write(alias.asname or alias.name, site_of(alias)), part))
            continue
        part = f"{node.module}.{alias.name}"
        if quiet_part(part):
            value = _module(compiler, part, node)
            stores.append((compiler.write(alias.asname or alias.name, site_of(alias)), value))
            continue
        if alias.name not in module:
            reason = reason_against(part)
            meant = "" if reason else nearest(alias.name, module)
            raise compiler.refused(
                f"gradviz has no '{alias.name}' in {module.name}",
                site_of(alias),
                help=f"did you mean '{meant}'?" if meant else "",
                note=f"{part}: {reason}" if reason else "",
                code="GV012",
            )
        value = module[alias.name]
        stores.append((compiler.write(alias.asname or alias.name, site_of(alias)), value))

    machine = compiler.machine

    def run(frame: Frame) -> object:
        for store, value in stores:
            store(frame, resolved(machine, value))
        return None

    return run
