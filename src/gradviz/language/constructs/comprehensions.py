"""Comprehensions and generator expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.compiler import Code, Compiler, Scope, Store, construct
from gradviz.language.constructs.assignment import target
from gradviz.language.constructs.expressions import condition
from gradviz.language.containers import ENTRY, iterate
from gradviz.language.keys import checked_key
from gradviz.language.machine import Machine, located
from gradviz.language.program import site_of
from gradviz.language.values import Frame, Iteration, Set

Level = tuple[Code, Store, list[Callable[[Frame], bool]], Site]
"""One `for … in … if …`: its items, its target, its tests, and where the items stand."""


@construct(ast.ListComp)
def list_comprehension(compiler: Compiler, node: ast.ListComp) -> Code:
    """`[element for …]`."""
    elements = _comprehended(compiler, node.generators, [node.elt])
    return lambda frame: list(elements(frame))


@construct(ast.GeneratorExp)
def generator_expression(compiler: Compiler, node: ast.GeneratorExp) -> Code:
    """`(element for …)`."""
    elements = _comprehended(compiler, node.generators, [node.elt])
    return lambda frame: Iteration("generator", elements(frame), "<genexpr>")


@construct(ast.SetComp)
def set_comprehension(compiler: Compiler, node: ast.SetComp) -> Code:
    """`{element for …}`."""
    elements = _comprehended(compiler, node.generators, [node.elt])
    machine = compiler.machine
    return lambda frame: Set(_keys(machine, elements(frame)))


def _keys(machine: Machine, items: Iterator[object]) -> Iterator[object]:
    for item in items:
        machine.budget.charge_elements(ENTRY)
        yield checked_key(machine, item)


@construct(ast.DictComp)
def dict_comprehension(compiler: Compiler, node: ast.DictComp) -> Code:
    """`{key: value for …}`."""
    elements = _comprehended(compiler, node.generators, [node.key, node.value])
    machine = compiler.machine

    def run(frame: Frame) -> object:
        result: dict[object, object] = {}
        for pair in elements(frame):
            assert isinstance(pair, list)
            machine.budget.charge_elements(ENTRY)
            result[checked_key(machine, pair[0])] = pair[1]
        return result

    return run


def _comprehended(
    compiler: Compiler, generators: list[ast.comprehension], results: list[ast.expr]
) -> Callable[[Frame], Iterator[object]]:
    """Code that gives the result for each turn, a list where there are two of them.

    The first iterable belongs to the scope around, and is looked at before the first turn.
    """
    machine = compiler.machine
    first, first_site = compiler.code(generators[0].iter), site_of(generators[0].iter)
    names = {
        name.id
        for generator in generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name)
    }
    outer = compiler.scope
    compiler.scope = Scope(names, outer, inline=True)
    try:
        levels = [_level(compiler, generators[0], first)]
        levels += [_level(compiler, inner, compiler.code(inner.iter)) for inner in generators[1:]]
        codes = compiler.codes(results)
    finally:
        compiler.scope = outer
    result = codes[0] if len(codes) == 1 else lambda frame: [code(frame) for code in codes]
    turns = _turns(machine, levels, result)

    def run(frame: Frame) -> Iterator[object]:
        return turns(Frame(frame), 0, _items(machine, first(frame), first_site))

    return run


def _level(compiler: Compiler, generator: ast.comprehension, items: Code) -> Level:
    if generator.is_async:
        raise compiler.unsupported(generator.iter, "'async for'")
    return (
        items,
        target(compiler, generator.target),
        [condition(compiler, test) for test in generator.ifs],
        site_of(generator.iter),
    )


def _turns(
    machine: Machine, levels: list[Level], result: Code
) -> Callable[[Frame, int, Iterator[object]], Iterator[object]]:
    charge = machine.budget.charge_step

    def turns(frame: Frame, level: int, items: Iterator[object]) -> Iterator[object]:
        _, store, tests, _ = levels[level]
        inner = level + 1
        for item in items:
            charge()
            store(frame, item)
            if tests and not all(test(frame) for test in tests):
                continue
            if inner == len(levels):
                yield result(frame)
            else:
                source, _, _, site = levels[inner]
                yield from turns(frame, inner, _items(machine, source(frame), site))

    return turns


def _items(machine: Machine, value: object, site: Site) -> Iterator[object]:
    try:
        return iterate(machine, value, site)
    except TorchError as error:
        raise located(error, site) from None
