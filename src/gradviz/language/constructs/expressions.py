"""Expressions: literals, names, operators, attributes, subscripts, comprehensions, f-strings."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.attributes import get_attribute
from gradviz.language.compiler import Code, Compiler, Scope, construct
from gradviz.language.containers import get_item, iterate
from gradviz.language.machine import located
from gradviz.language.operators import BINARY, COMPARE, UNARY, truth
from gradviz.language.program import site_of
from gradviz.language.texts import to_format, to_repr, to_str
from gradviz.language.values import Frame, Iteration


@construct(ast.Constant)
def constant(compiler: Compiler, node: ast.Constant) -> Code:
    """A number, a string, True, False, None, `...`."""
    value = node.value
    if isinstance(value, complex | bytes):
        raise compiler.unsupported(node, f"a {type(value).__name__} literal")
    return lambda frame: value


@construct(ast.Name)
def name(compiler: Compiler, node: ast.Name) -> Code:
    """A variable, or a name of torch's or Python's own."""
    return compiler.read(node.id, site_of(node))


@construct(ast.List)
def list_display(compiler: Compiler, node: ast.List) -> Code:
    """`[a, *b]`."""
    return _display(compiler, node.elts, list)


@construct(ast.Tuple)
def tuple_display(compiler: Compiler, node: ast.Tuple) -> Code:
    """`(a, *b)`."""
    return _display(compiler, node.elts, tuple)


@construct(ast.Set)
def set_display(compiler: Compiler, node: ast.Set) -> Code:
    """`{a, *b}`, which keeps the order in which its items came."""
    return _display(compiler, node.elts, set)


def _display(
    compiler: Compiler, items: list[ast.expr], kind: Callable[[list[object]], object]
) -> Code:
    evaluate = items_code(compiler, items)
    budget = compiler.machine.budget

    def run(frame: Frame) -> object:
        values = evaluate(frame)
        budget.charge_work(len(values))
        return kind(values)

    return run


def items_code(compiler: Compiler, items: list[ast.expr]) -> Callable[[Frame], list[object]]:
    """Code for a row of expressions, starred ones spread out."""
    if not any(isinstance(item, ast.Starred) for item in items):
        plain = compiler.codes(items)
        return lambda frame: [item(frame) for item in plain]
    machine = compiler.machine
    parts = [
        (compiler.code(item.value), True) if isinstance(item, ast.Starred)
        else (compiler.code(item), False)
        for item in items
    ]  # fmt: skip
    site = site_of(items[0])

    def run(frame: Frame) -> list[object]:
        values: list[object] = []
        for code, spread in parts:
            if spread:
                values.extend(iterate(machine, code(frame), site))
            else:
                values.append(code(frame))
        return values

    return run


@construct(ast.Dict)
def dict_display(compiler: Compiler, node: ast.Dict) -> Code:
    """`{key: value, **other}`."""
    pairs = [
        (None if key is None else compiler.code(key), compiler.code(value))
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    budget = compiler.machine.budget

    def run(frame: Frame) -> object:
        budget.charge_work(len(pairs))
        result: dict[object, object] = {}
        for key, value in pairs:
            if key is not None:
                result[key(frame)] = value(frame)
                continue
            other = value(frame)
            if not isinstance(other, dict):
                raise TorchError("TypeError", "argument after ** must be a mapping", "GV155")
            result.update(other)
        return result

    return run


@construct(ast.BinOp)
def binary_operator(compiler: Compiler, node: ast.BinOp) -> Code:
    """`a + b`; a chain such as `a + b + c + …` of any length is evaluated in a loop."""
    chain: list[ast.BinOp] = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        chain.append(first)
        first = first.left
    machine = compiler.machine
    left = compiler.code(first)
    links = [
        (BINARY[type(link.op)], compiler.code(link.right), site_of(link))
        for link in reversed(chain)
    ]
    if len(links) > 1:
        return _chain(compiler, left, links)
    operate, right, site = links[0]

    def run(frame: Frame) -> object:
        a = left(frame)
        b = right(frame)
        try:
            return operate(machine, a, b, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


def _chain(
    compiler: Compiler, left: Code, links: list[tuple[Callable[..., object], Code, Site]]
) -> Code:
    machine = compiler.machine

    def run(frame: Frame) -> object:
        value = left(frame)
        for operate, right, site in links:
            other = right(frame)
            try:
                value = operate(machine, value, other, site)
            except TorchError as error:
                raise located(error, site) from None
        return value

    return run


@construct(ast.UnaryOp)
def unary_operator(compiler: Compiler, node: ast.UnaryOp) -> Code:
    """`-a`, `+a`, `~a`, `not a`."""
    operate = UNARY[type(node.op)]
    operand = compiler.code(node.operand)
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> object:
        value = operand(frame)
        try:
            return operate(machine, value, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


@construct(ast.BoolOp)
def bool_operator(compiler: Compiler, node: ast.BoolOp) -> Code:
    """`a and b`, `a or b`."""
    *firsts, last = compiler.codes(node.values)
    machine, site = compiler.machine, site_of(node)
    stops_at = isinstance(node.op, ast.Or)

    def run(frame: Frame) -> object:
        for code in firsts:
            value = code(frame)
            try:
                if truth(machine, value) == stops_at:
                    return value
            except TorchError as error:
                raise located(error, site) from None
        return last(frame)

    return run


@construct(ast.Compare)
def comparison(compiler: Compiler, node: ast.Compare) -> Code:
    """`a < b`, and chains of it."""
    left = compiler.code(node.left)
    links = [
        (COMPARE[type(op)], compiler.code(right))
        for op, right in zip(node.ops, node.comparators, strict=True)
    ]
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> object:
        a = left(frame)
        result: object = True
        try:
            for compare, right in links:
                if result is not True and not truth(machine, result):
                    return result
                b = right(frame)
                result = compare(machine, a, b, site)
                a = b
        except TorchError as error:
            raise located(error, site) from None
        return result

    return run


@construct(ast.IfExp)
def conditional(compiler: Compiler, node: ast.IfExp) -> Code:
    """`a if test else b`."""
    test = condition(compiler, node.test)
    body, otherwise = compiler.code(node.body), compiler.code(node.orelse)
    return lambda frame: body(frame) if test(frame) else otherwise(frame)


def condition(compiler: Compiler, node: ast.expr) -> Callable[[Frame], bool]:
    """Code for an expression as a condition."""
    code = compiler.code(node)
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> bool:
        value = code(frame)
        if value is True or value is False:
            return value
        try:
            return truth(machine, value)
        except TorchError as error:
            raise located(error, site) from None

    return run


@construct(ast.NamedExpr)
def walrus(compiler: Compiler, node: ast.NamedExpr) -> Code:
    """`(name := value)`."""
    value = compiler.code(node.value)
    store = compiler.write(node.target.id, site_of(node))

    def run(frame: Frame) -> object:
        result = value(frame)
        store(frame, result)
        return result

    return run


@construct(ast.Attribute)
def attribute(compiler: Compiler, node: ast.Attribute) -> Code:
    """`value.name`."""
    owner = compiler.code(node.value)
    machine, site, name = compiler.machine, site_of(node), node.attr

    def run(frame: Frame) -> object:
        value = owner(frame)
        try:
            return get_attribute(machine, value, name, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


@construct(ast.Subscript)
def subscript(compiler: Compiler, node: ast.Subscript) -> Code:
    """`value[index]`."""
    owner, index = compiler.code(node.value), compiler.code(node.slice)
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> object:
        value = owner(frame)
        key = index(frame)
        try:
            return get_item(machine, value, key, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


@construct(ast.Slice)
def slice_expression(compiler: Compiler, node: ast.Slice) -> Code:
    """`start:stop:step` within a subscript."""
    parts = [
        (lambda frame: None) if part is None else compiler.code(part)
        for part in (node.lower, node.upper, node.step)
    ]
    start, stop, step = parts
    return lambda frame: slice(start(frame), stop(frame), step(frame))


# ── f-strings ─────────────────────────────────────────────────────────────────────────────────


@construct(ast.JoinedStr)
def f_string(compiler: Compiler, node: ast.JoinedStr) -> Code:
    """`f"…{value:spec}…"`."""
    parts = compiler.codes(node.values)
    budget = compiler.machine.budget

    def run(frame: Frame) -> object:
        text = "".join([str(part(frame)) for part in parts])
        budget.charge_work(len(text))
        return text

    return run


@construct(ast.FormattedValue)
def formatted_value(compiler: Compiler, node: ast.FormattedValue) -> Code:
    """The `{value!r:spec}` of an f-string."""
    value = compiler.code(node.value)
    spec = compiler.code(node.format_spec) if node.format_spec else None
    convert = {-1: None, 115: to_str, 114: to_repr, 97: to_repr}[node.conversion]
    machine, site = compiler.machine, site_of(node.value)

    def run(frame: Frame) -> object:
        result = value(frame)
        wanted = str(spec(frame)) if spec else ""
        try:
            if convert is not None:
                result = convert(machine, result)
            return to_format(machine, result, wanted)
        except TorchError as error:
            raise located(error, site) from None

    return run


# ── comprehensions ────────────────────────────────────────────────────────────────────────────


@construct(ast.ListComp, ast.SetComp, ast.GeneratorExp)
def comprehension(compiler: Compiler, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Code:
    """`[element for …]`, `{element for …}`, `(element for …)`."""
    elements = _comprehended(compiler, node.generators, [node.elt])
    if isinstance(node, ast.GeneratorExp):
        return lambda frame: Iteration("generator", (item for (item,) in elements(frame)))
    kind = list if isinstance(node, ast.ListComp) else set
    return lambda frame: kind([item for (item,) in elements(frame)])


@construct(ast.DictComp)
def dict_comprehension(compiler: Compiler, node: ast.DictComp) -> Code:
    """`{key: value for …}`."""
    elements = _comprehended(compiler, node.generators, [node.key, node.value])
    return lambda frame: dict(elements(frame))  # type: ignore[arg-type]


def _comprehended(
    compiler: Compiler, generators: list[ast.comprehension], results: list[ast.expr]
) -> Callable[[Frame], Iterator[tuple[object, ...]]]:
    """Code that gives the results for each turn; the first iterable belongs to the scope around."""
    from gradviz.language.constructs.statements import target  # noqa: PLC0415  # a cycle

    machine, budget = compiler.machine, compiler.machine.budget
    first = compiler.code(generators[0].iter)
    names = {
        name.id
        for generator in generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name)
    }
    outer = compiler.scope
    compiler.scope = Scope(names, outer, inline=True)
    try:
        levels = []
        for position, generator in enumerate(generators):
            if generator.is_async:
                raise compiler.unsupported(generator.iter, "'async for'")
            items = None if position == 0 else compiler.code(generator.iter)
            tests = [condition(compiler, test) for test in generator.ifs]
            store = target(compiler, generator.target)
            levels.append((items, store, tests, site_of(generator.iter)))
        codes = compiler.codes(results)
    finally:
        compiler.scope = outer

    def turns(frame: Frame, level: int, source: object) -> Iterator[tuple[object, ...]]:
        items, store, tests, site = levels[level]
        given = source if items is None else items(frame)
        for item in iterate(machine, given, site):
            budget.charge_step()
            store(frame, item)
            if not all(test(frame) for test in tests):
                continue
            if level + 1 < len(levels):
                yield from turns(frame, level + 1, None)
            else:
                yield tuple([code(frame) for code in codes])

    return lambda frame: turns(Frame(frame), 0, first(frame))
