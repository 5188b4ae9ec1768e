"""Imports: the modules that there are, under any name."""

from __future__ import annotations

import ast

from gradviz.language.compiler import Code, Compiler, construct
from gradviz.language.library import resolved
from gradviz.language.modules import MODULES
from gradviz.language.nearest import nearest
from gradviz.language.program import site_of
from gradviz.language.values import Frame, Namespace


@construct(ast.Import)
def import_statement(compiler: Compiler, node: ast.Import) -> Code:
    """`import torch`, `import torch.nn.functional as F`."""
    stores = []
    for alias in node.names:
        module = _module(compiler, alias.name, node)
        name = alias.asname or alias.name.partition(".")[0]
        if alias.asname is None:
            module = MODULES[name]
        stores.append((compiler.write(name, site_of(alias)), module))

    def run(frame: Frame) -> object:
        for store, module in stores:
            store(frame, module)
        return None

    return run


def _module(compiler: Compiler, name: str, node: ast.stmt) -> Namespace:
    module = MODULES.get(name)
    if module is not None:
        compiler.imports_torch |= name.partition(".")[0] == "torch"
        return module
    meant = nearest(name, MODULES)
    raise compiler.refused(
        f"'{compiler.machine.program.text(site_of(node))}' is not part of the language",
        site_of(node),
        help=f"did you mean '{meant}'?" if meant else "",
        note="gradviz reads the file, it never runs it; only torch, its submodules, numpy and math"
        " can be imported",
        code="GV002",
    )


@construct(ast.ImportFrom)
def import_from(compiler: Compiler, node: ast.ImportFrom) -> Code:
    """`from torch import tensor`, `from torch.autograd import grad as g`."""
    if node.module == "__future__":
        return lambda frame: None
    if node.level or node.module is None:
        raise compiler.unsupported(node, "a relative import")
    module = _module(compiler, node.module, node)
    stores = []
    for alias in node.names:
        if alias.name == "*":
            raise compiler.unsupported(node, "'import *'", help="name what you need")
        if alias.name not in module:
            meant = nearest(alias.name, module)
            raise compiler.refused(
                f"gradviz has no '{alias.name}' in {module.name}",
                site_of(alias),
                help=f"did you mean '{meant}'?" if meant else "",
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
