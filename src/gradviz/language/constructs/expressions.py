"""Expressions: literals, names, operators, attributes, subscripts, comprehensions, f-strings."""

from __future__ import annotations

import ast
from collections.abc import Callable

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.attributes import get_attribute
from gradviz.language.compiler import Code, Compiler, construct
from gradviz.language.containers import ENTRY, ITEM, collected, dict_of, get_item, set_of
from gradviz.language.keys import checked_key
from gradviz.language.machine import Machine, located
from gradviz.language.operators import BINARY, COMPARE, UNARY, truth
from gradviz.language.program import site_of
from gradviz.language.texts import (
    charge_text,
    to_ascii,
    to_format,
    to_repr,
    to_str,
    type_name,
)
from gradviz.language.values import Frame, Set


@construct(ast.Constant)
def constant(compiler: Compiler, node: ast.Constant) -> Code:
    """A number, a string, True, False, None, `...`."""
    value = node.value
    if isinstance(value, complex | bytes):
        complex_ = isinstance(value, complex)
        help = "keep the real and the imaginary part apart" if complex_ else "write a str: 'text'"
        raise compiler.unsupported(node, f"a {type(value).__name__} literal", help)
    return lambda frame: value


@construct(ast.Name)
def name(compiler: Compiler, node: ast.Name) -> Code:
    """A variable, or a name of torch's or Python's own."""
    return compiler.read(node.id, node)


@construct(ast.List)
def list_display(compiler: Compiler, node: ast.List) -> Code:
    """`[a, *b]`."""
    return _display(compiler, node.elts, list)


@construct(ast.Tuple)
def tuple_display(compiler: Compiler, node: ast.Tuple) -> Code:
    """`(a, *b)`."""
    return _display(compiler, node.elts, tuple)


def _display(
    compiler: Compiler, items: list[ast.expr], kind: Callable[[list[object]], object]
) -> Code:
    evaluate = items_code(compiler, items)
    budget, cost = compiler.machine.budget, ITEM * len(items)
    if kind is list and not any(isinstance(item, ast.Starred) for item in items):

        def run_list(frame: Frame) -> object:
            budget.charge_elements(cost)
            return evaluate(frame)

        return run_list

    def run(frame: Frame) -> object:
        values = evaluate(frame)
        budget.charge_elements(ITEM * len(values))
        return kind(values)

    return run


@construct(ast.Set)
def set_display(compiler: Compiler, node: ast.Set) -> Code:
    """`{a, *b}`, which keeps the order in which its items came."""
    evaluate = items_code(compiler, node.elts)
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> object:
        values = evaluate(frame)
        try:
            return set_of(machine, Set(), values, site)
        except TorchError as error:
            raise located(error, site) from None

    return run


@construct(ast.Starred)
def misplaced_star(compiler: Compiler, node: ast.Starred) -> Code:
    """A `*x` that stands in no list, tuple, set or call."""
    text = "syntax error: can't use starred expression here"
    raise compiler.refused(text, site_of(node), code="GV001")


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
            value = code(frame)
            if spread:
                values += spread_out(machine, value, site)
            else:
                values.append(value)
        return values

    return run


def spread_out(machine: Machine, value: object, site: Site) -> list[object]:
    """The items of a starred value."""
    try:
        return collected(machine, value, site)
    except TorchError as error:
        if error.message == f"'{type_name(value)}' object is not iterable":
            error.message = f"Value after * must be an iterable, not {type_name(value)}"
        raise located(error, site) from None


@construct(ast.Dict)
def dict_display(compiler: Compiler, node: ast.Dict) -> Code:
    """`{key: value, **other}`."""
    pairs = [
        (None if key is None else compiler.code(key), compiler.code(value))
        for key, value in zip(node.keys, node.values, strict=True)
    ]
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> object:
        machine.budget.charge_elements(ENTRY * len(pairs))
        result: dict[object, object] = {}
        try:
            for key, value in pairs:
                if key is None:
                    _merge(machine, result, value(frame), site)
                else:
                    place = checked_key(machine, key(frame))
                    result[place] = value(frame)
        except TorchError as error:
            raise located(error, site) from None
        return result

    return run


def _merge(machine: Machine, result: dict[object, object], other: object, site: Site) -> None:
    if not isinstance(other, dict):
        text = f"'{type_name(other)}' object is not a mapping"
        raise TorchError("TypeError", text, "GV155")
    dict_of(machine, result, other, {}, site)


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
    _warn_of_identity(machine, node)

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


def _warn_of_identity(machine: Machine, node: ast.Compare) -> None:
    """Python's warning of `x is 'text'`, which comes before anything runs."""
    values = [node.left, *node.comparators]
    for position, op in enumerate(node.ops):
        if isinstance(op, ast.Is | ast.IsNot) and any(
            isinstance(value, ast.Constant) and isinstance(value.value, str | int | float)
            and not isinstance(value.value, bool)
            for value in values[position : position + 2]
        ):  # fmt: skip
            word, meant = ("is", "==") if isinstance(op, ast.Is) else ("is not", "!=")
            text = f'"{word}" with a literal. Did you mean "{meant}"?'
            machine.warn("SyntaxWarning", text, site_of(node))


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
    machine = compiler.machine

    def run(frame: Frame) -> object:
        texts = [str(part(frame)) for part in parts]
        charge_text(machine, sum(map(len, texts)))
        return "".join(texts)

    return run


@construct(ast.FormattedValue)
def formatted_value(compiler: Compiler, node: ast.FormattedValue) -> Code:
    """The `{value!r:spec}` of an f-string."""
    value = compiler.code(node.value)
    spec = compiler.code(node.format_spec) if node.format_spec else None
    convert = {-1: None, 115: to_str, 114: to_repr, 97: to_ascii}[node.conversion]
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
