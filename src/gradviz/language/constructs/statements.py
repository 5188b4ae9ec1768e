"""Statements: assignment, control flow, `with`, `try`, imports."""

from __future__ import annotations

import ast
from collections.abc import Callable

from gradviz.engine.in_place import apply_in_place
from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language.attributes import delete_attribute, get_attribute, set_attribute
from gradviz.language.compiler import Code, Compiler, Store, construct
from gradviz.language.constructs.expressions import condition
from gradviz.language.containers import delete_item, extend_in_place, get_item, iterate, set_item
from gradviz.language.exceptions import caught, exception_value, raised
from gradviz.language.machine import Machine, located
from gradviz.language.modules import MODULES
from gradviz.language.nearest import nearest
from gradviz.language.operators import BINARY, IN_PLACE
from gradviz.language.program import site_of
from gradviz.language.texts import type_name
from gradviz.language.values import ExceptionValue, Frame, GradMode, Namespace

BREAK, CONTINUE = object(), object()
"""Signals: what a statement gives to leave the loop around it, or this turn of it."""


class Returned:
    """The signal of `return`."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def block(compiler: Compiler, statements: list[ast.stmt]) -> Code:
    """Code that runs statements one after the other, until one gives a signal."""
    machine = compiler.machine
    steps = [(compiler.code(statement), site_of(statement)) for statement in statements]

    def run(frame: Frame) -> object:
        for step, site in steps:
            machine.statement = site
            signal = step(frame)
            if signal is not None:
                return signal
        return None

    return run


@construct(ast.Expr)
def expression_statement(compiler: Compiler, node: ast.Expr) -> Code:
    """An expression alone: a call, a docstring, a value that a notebook would show."""
    code = compiler.code(node.value)

    def run(frame: Frame) -> object:
        code(frame)
        return None

    return run


@construct(ast.Pass)
def pass_statement(compiler: Compiler, node: ast.Pass) -> Code:
    """`pass`."""
    return lambda frame: None


# ── assignment ────────────────────────────────────────────────────────────────────────────────


@construct(ast.Assign)
def assignment(compiler: Compiler, node: ast.Assign) -> Code:
    """`a = b = value`, `a, *b = values`, `x.grad = None`, `x[0] = 5.`."""
    value = compiler.code(node.value)
    stores = [target(compiler, item) for item in node.targets]
    if len(stores) == 1:
        return _stored(value, stores[0])

    def run(frame: Frame) -> object:
        result = value(frame)
        for store in stores:
            store(frame, result)
        return None

    return run


def _stored(value: Code, store: Store) -> Code:
    def run(frame: Frame) -> object:
        store(frame, value(frame))
        return None

    return run


@construct(ast.AnnAssign)
def annotated_assignment(compiler: Compiler, node: ast.AnnAssign) -> Code:
    """`a: float = value`; the annotation is not looked at."""
    if node.value is None:
        return lambda frame: None
    return _stored(compiler.code(node.value), target(compiler, node.target))


def target(compiler: Compiler, node: ast.expr) -> Store:
    """Code that stores a value where a target says."""
    machine, site = compiler.machine, site_of(node)
    match node:
        case ast.Name():
            return compiler.write(node.id, site)
        case ast.Attribute():
            owner, name = compiler.code(node.value), node.attr

            def store_attribute(frame: Frame, value: object) -> None:
                holder = owner(frame)
                try:
                    set_attribute(machine, holder, name, value, site)
                except TorchError as error:
                    raise located(error, site) from None

            return store_attribute
        case ast.Subscript():
            owner, index = compiler.code(node.value), compiler.code(node.slice)

            def store_item(frame: Frame, value: object) -> None:
                holder, key = owner(frame), index(frame)
                try:
                    set_item(machine, holder, key, value, site)
                except TorchError as error:
                    raise located(error, site) from None

            return store_item
        case ast.Tuple() | ast.List():
            return _unpacking(compiler, node.elts, site)
        case _:
            raise compiler.unsupported(node)


def _unpacking(compiler: Compiler, items: list[ast.expr], site: Site) -> Store:
    """`a, *b, c = values`."""
    machine = compiler.machine
    starred = [i for i, item in enumerate(items) if isinstance(item, ast.Starred)]
    stores = [
        target(compiler, item.value if isinstance(item, ast.Starred) else item) for item in items
    ]
    count = len(items)

    def store(frame: Frame, value: object) -> None:
        try:
            values = list(iterate(machine, value, site, unpacking=True))
            parts = _distributed(values, count, starred[0] if starred else None)
        except TorchError as error:
            raise located(error, site) from None
        for place, part in zip(stores, parts, strict=True):
            place(frame, part)

    return store


def _distributed(values: list[object], count: int, star: int | None) -> list[object]:
    """The values, one for each target; the starred target takes a list of what is left."""
    if star is None:
        if len(values) > count:
            text = f"too many values to unpack (expected {count})"
            raise TorchError("ValueError", text, "GV156")
        if len(values) < count:
            text = f"not enough values to unpack (expected {count}, got {len(values)})"
            raise TorchError("ValueError", text, "GV156")
        return values
    if len(values) < count - 1:
        text = f"not enough values to unpack (expected at least {count - 1}, got {len(values)})"
        raise TorchError("ValueError", text, "GV156")
    after = count - star - 1
    end = len(values) - after
    return [*values[:star], values[star:end], *values[end:]]


@construct(ast.AugAssign)
def augmented_assignment(compiler: Compiler, node: ast.AugAssign) -> Code:
    """`x += y`: an in-place op on a tensor, a new value for a number, a longer list."""
    machine, site = compiler.machine, site_of(node)
    other = compiler.code(node.value)
    change = _change(machine, type(node.op), site)
    match node.target:
        case ast.Name(id=name):
            read, store = compiler.read(name, site), compiler.write(name, site)

            def run_name(frame: Frame) -> object:
                before = read(frame)
                store(frame, change(before, other(frame)))
                return None

            return run_name
        case ast.Attribute(value=owner_node, attr=name):
            owner = compiler.code(owner_node)

            def run_attribute(frame: Frame) -> object:
                holder = owner(frame)
                before = get_attribute(machine, holder, name, site)
                after = change(before, other(frame))
                set_attribute(machine, holder, name, after, site)
                return None

            return run_attribute
        case ast.Subscript(value=owner_node, slice=index_node):
            owner, index = compiler.code(owner_node), compiler.code(index_node)

            def run_item(frame: Frame) -> object:
                holder, key = owner(frame), index(frame)
                before = get_item(machine, holder, key, site)
                set_item(machine, holder, key, change(before, other(frame)), site)
                return None

            return run_item
    raise compiler.unsupported(node)


def _change(
    machine: Machine, kind: type[ast.operator], site: Site
) -> Callable[[object, object], object]:
    """What `x op= y` makes of x."""
    from gradviz.engine.op import TABLE, Op, Overload  # noqa: PLC0415

    operate = BINARY[kind]
    row = TABLE[IN_PLACE[kind]] if kind in IN_PLACE else None

    def change(before: object, other: object) -> object:
        try:
            if type(before) is Tensor and row is not None:
                callee = row
                while isinstance(callee, Overload):
                    callee = callee.choose(before, other)
                assert isinstance(callee, Op)
                target = apply_in_place(machine.tape, callee, (before, other), NO_ATTRS, site)
                return machine.changed_in_place(target, site)
            if isinstance(before, list) and kind is ast.Add:
                return extend_in_place(machine, before, other, site)
            return operate(machine, before, other, site)
        except TorchError as error:
            raise located(error, site) from None

    return change


@construct(ast.Delete)
def delete(compiler: Compiler, node: ast.Delete) -> Code:
    """`del name`, `del x[0]`, `del x.name`."""
    codes = [_deletion(compiler, item) for item in node.targets]

    def run(frame: Frame) -> object:
        for code in codes:
            code(frame)
        return None

    return run


def _deletion(compiler: Compiler, node: ast.expr) -> Code:
    machine, site = compiler.machine, site_of(node)
    match node:
        case ast.Name(id=name):
            return compiler.delete(name, site)
        case ast.Subscript(value=owner_node, slice=index_node):
            owner, index = compiler.code(owner_node), compiler.code(index_node)
            return lambda frame: delete_item(machine, owner(frame), index(frame), site)
        case ast.Attribute(value=owner_node, attr=name):
            owner = compiler.code(owner_node)
            return lambda frame: delete_attribute(machine, owner(frame), name, site)
    raise compiler.unsupported(node)


# ── control flow ──────────────────────────────────────────────────────────────────────────────


@construct(ast.If)
def if_statement(compiler: Compiler, node: ast.If) -> Code:
    """`if test: … else: …`."""
    test = condition(compiler, node.test)
    body, otherwise = block(compiler, node.body), block(compiler, node.orelse)
    return lambda frame: body(frame) if test(frame) else otherwise(frame)


@construct(ast.For)
def for_loop(compiler: Compiler, node: ast.For) -> Code:
    """`for target in items: … else: …`; each turn is a scope of the Trace."""
    machine, budget, tape = compiler.machine, compiler.machine.budget, compiler.machine.tape
    items = compiler.code(node.iter)
    store = target(compiler, node.target)
    body, otherwise = _loop_body(compiler, node.body), block(compiler, node.orelse)
    site, items_site = site_of(node), site_of(node.iter)
    label = machine.program.text(site_of(node.target))

    def run(frame: Frame) -> object:
        around = tape.scope
        try:
            for turn, item in enumerate(iterate(machine, items(frame), items_site)):
                machine.statement = site
                budget.charge_step()
                tape.scope = around
                machine.open("loop", label, item if type(item) in _SHOWN else f"#{turn}", site)
                store(frame, item)
                signal = body(frame)
                if signal is not None:
                    if signal is BREAK:
                        return None
                    if signal is not CONTINUE:
                        return signal
        finally:
            tape.scope = around
        return otherwise(frame)

    return run


_SHOWN = frozenset((bool, int, float, str))
"""What a loop's variable may be for its value to name the turn; else the turn's number does."""


def _loop_body(compiler: Compiler, statements: list[ast.stmt]) -> Code:
    before, compiler.in_loop = compiler.in_loop, True
    try:
        return block(compiler, statements)
    finally:
        compiler.in_loop = before


@construct(ast.While)
def while_loop(compiler: Compiler, node: ast.While) -> Code:
    """`while test: … else: …`."""
    machine, budget, tape = compiler.machine, compiler.machine.budget, compiler.machine.tape
    test = condition(compiler, node.test)
    body, otherwise = _loop_body(compiler, node.body), block(compiler, node.orelse)
    site = site_of(node)

    def run(frame: Frame) -> object:
        around = tape.scope
        turn = 0
        try:
            while test(frame):
                machine.statement = site
                budget.charge_step()
                tape.scope = around
                machine.open("loop", "while", turn, site)
                turn += 1
                signal = body(frame)
                if signal is not None:
                    if signal is BREAK:
                        return None
                    if signal is not CONTINUE:
                        return signal
        finally:
            tape.scope = around
        return otherwise(frame)

    return run


@construct(ast.Break)
def break_statement(compiler: Compiler, node: ast.Break) -> Code:
    """`break`."""
    return _signal(compiler, node, "break", BREAK)


@construct(ast.Continue)
def continue_statement(compiler: Compiler, node: ast.Continue) -> Code:
    """`continue`."""
    return _signal(compiler, node, "continue", CONTINUE)


def _signal(compiler: Compiler, node: ast.stmt, word: str, signal: object) -> Code:
    if not compiler.in_loop:
        text = f"syntax error: '{word}' outside loop"
        raise compiler.refused(text, site_of(node), code="GV001")
    return lambda frame: signal


@construct(ast.Return)
def return_statement(compiler: Compiler, node: ast.Return) -> Code:
    """`return value`."""
    if not compiler.in_function:
        text = "syntax error: 'return' outside function"
        raise compiler.refused(text, site_of(node), code="GV001")
    if node.value is None:
        nothing = Returned(None)
        return lambda frame: nothing
    value = compiler.code(node.value)
    return lambda frame: Returned(value(frame))


@construct(ast.With)
def with_statement(compiler: Compiler, node: ast.With) -> Code:
    """`with torch.no_grad(): …`."""
    machine = compiler.machine
    managers = [
        (
            compiler.code(item.context_expr),
            target(compiler, item.optional_vars) if item.optional_vars else None,
            site_of(item.context_expr),
        )
        for item in node.items
    ]
    body = block(compiler, node.body)

    def run(frame: Frame) -> object:
        entered: list[GradMode] = []
        try:
            for code, store, site in managers:
                mode = code(frame)
                if not isinstance(mode, GradMode):
                    text = f"'{type_name(mode)}' object does not support the context manager protocol"
                    raise located(TorchError("TypeError", text, "GV157"), site)
                enter(machine, mode)
                entered.append(mode)
                if store is not None:
                    store(frame, mode)
            return body(frame)
        finally:
            for mode in reversed(entered):
                leave(machine, mode)

    return run


def enter(machine: Machine, mode: GradMode) -> None:
    """Switches to a grad mode."""
    tape = machine.tape
    mode.before.append(mode.immediate or (tape.grad_enabled, tape.cut_by))
    tape.grad_enabled, tape.cut_by = mode.enabled, mode.name


def leave(machine: Machine, mode: GradMode) -> None:
    """Switches back."""
    tape = machine.tape
    tape.grad_enabled, tape.cut_by = mode.before.pop()


# ── exceptions ────────────────────────────────────────────────────────────────────────────────


@construct(ast.Raise)
def raise_statement(compiler: Compiler, node: ast.Raise) -> Code:
    """`raise ValueError("…")`, `raise`."""
    machine, site = compiler.machine, site_of(node)
    code = compiler.code(node.exc) if node.exc else None

    def run(frame: Frame) -> object:
        value = code(frame) if code else machine.handling[-1] if machine.handling else None
        try:
            raise raised(machine, value)
        except TorchError as error:
            raise located(error, site) from None

    return run


@construct(ast.Assert)
def assert_statement(compiler: Compiler, node: ast.Assert) -> Code:
    """`assert test, message`."""
    machine, site = compiler.machine, site_of(node)
    test = condition(compiler, node.test)
    message = compiler.code(node.msg) if node.msg else None

    def run(frame: Frame) -> object:
        if not test(frame):
            args = (message(frame),) if message else ()
            raise located(raised(machine, exception_value("AssertionError", args)), site)
        return None

    return run


@construct(ast.Try)
def try_statement(compiler: Compiler, node: ast.Try) -> Code:
    """`try: … except RuntimeError as e: … else: … finally: …`."""
    machine = compiler.machine
    body, otherwise = block(compiler, node.body), block(compiler, node.orelse)
    final = block(compiler, node.finalbody)
    handlers = [_handler(compiler, handler) for handler in node.handlers]

    def attempt(frame: Frame) -> object:
        modes = machine.tape.grad_enabled, machine.tape.cut_by, machine.tape.scope
        try:
            signal = body(frame)
        except TorchError as error:
            machine.tape.grad_enabled, machine.tape.cut_by, machine.tape.scope = modes
            value = caught(error)
            for matches, handle in handlers:
                if matches(frame, value):
                    return handle(frame, value)
            raise
        return signal if signal is not None else otherwise(frame)

    def run(frame: Frame) -> object:
        try:
            signal = attempt(frame)
        except TorchError:
            leaving = final(frame)
            if leaving is not None:
                return leaving
            raise
        leaving = final(frame)
        return signal if leaving is None else leaving

    return run


def _handler(
    compiler: Compiler, node: ast.ExceptHandler
) -> tuple[Callable[[Frame, ExceptionValue], bool], Callable[[Frame, ExceptionValue], object]]:
    """Whether a handler takes an exception, and what it does with it."""
    from gradviz.language.exceptions import matches as is_matched  # noqa: PLC0415

    machine, site = compiler.machine, site_of(node)
    kinds = compiler.code(node.type) if node.type else None
    store = compiler.write(node.name, site) if node.name else None
    unbind = compiler.delete(node.name, site) if node.name else None
    body = block(compiler, node.body)

    def matches(frame: Frame, value: ExceptionValue) -> bool:
        return kinds is None or is_matched(value, kinds(frame))

    def handle(frame: Frame, value: ExceptionValue) -> object:
        if store is not None:
            store(frame, value)
        machine.handling.append(value)
        try:
            return body(frame)
        finally:
            machine.handling.pop()
            if unbind is not None:
                try:
                    unbind(frame)
                except TorchError:  # the handler has deleted it itself
                    pass

    return matches, handle


# ── imports ───────────────────────────────────────────────────────────────────────────────────


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
        if alias.name not in module.members:
            meant = nearest(alias.name, module.members)
            raise compiler.refused(
                f"gradviz has no '{alias.name}' in {module.name}",
                site_of(alias),
                help=f"did you mean '{meant}'?" if meant else "",
                code="GV012",
            )
        value = module.members[alias.name]
        stores.append((compiler.write(alias.asname or alias.name, site_of(alias)), value))

    def run(frame: Frame) -> object:
        for store, value in stores:
            store(frame, value)
        return None

    return run
