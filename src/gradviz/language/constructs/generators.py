"""Generators: the second form of the statements that hold a `yield`.

A statement with a `yield` in it compiles to a Python generator that yields what the program
yields and returns the statement's signal; every other statement keeps its ordinary form.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator
from typing import TypeVar

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.errors import LimitError
from gradviz.language.compiler import Code, Compiler, Store, construct
from gradviz.language.constructs.assignment import target
from gradviz.language.constructs.raising import chosen, handlers_of, takes_imports
from gradviz.language.constructs.statements import (
    BREAK,
    CONTINUE,
    Returned,
    Turns,
    for_turns,
    managers,
    while_turns,
)
from gradviz.language.containers import iterate
from gradviz.language.machine import Machine, located
from gradviz.language.operators import BINARY, truth
from gradviz.language.program import site_of
from gradviz.language.texts import type_name
from gradviz.language.values import Frame, Iteration

Run = Generator[object, object, object]
Resumable = Callable[[Frame], Run]
"""A statement that can be left in the middle and gone on with."""


S = TypeVar("S", bound=ast.stmt)

_FORMS: dict[type[ast.AST], Callable[[Compiler, ast.stmt], Resumable]] = {}


def _resumable(kind: type[S]) -> Callable[[Callable[[Compiler, S], Resumable]], object]:
    """Registers the second form of a statement."""

    def register(maker: Callable[[Compiler, S], Resumable]) -> object:
        _FORMS[kind] = maker  # type: ignore[assignment]
        return maker

    return register


def yields(node: ast.AST) -> bool:
    """Whether a statement holds a `yield` of the function that it stands in.

    The answers for all of its parts are noted on them, so that each part is walked over once.
    """
    if _NOTE not in node.__dict__:
        parts: list[tuple[ast.AST, list[ast.AST]]] = []
        pending = [node]
        while pending:
            part = pending.pop()
            apart = isinstance(part, ast.FunctionDef | ast.Lambda | ast.ClassDef)
            inner = [] if apart else list(ast.iter_child_nodes(part))
            parts.append((part, inner))
            pending += inner
        for part, inner in reversed(parts):
            held = isinstance(part, ast.Yield | ast.YieldFrom)
            part.__dict__[_NOTE] = held or any(child.__dict__[_NOTE] for child in inner)
    holds: bool = node.__dict__[_NOTE]
    return holds


_NOTE = "holds a yield"
"""Under which name a node keeps the answer."""


def generator_body(compiler: Compiler, name: str, body: list[ast.stmt]) -> Code:
    """The body of a generator function: calling it only makes the generator."""
    run_block = _block(compiler, body)
    machine = compiler.machine

    def make(frame: Frame) -> object:
        items = _resumed(machine, run_block(frame), machine.tape.scope)
        return Iteration("generator", items, name)

    return make


def _resumed(machine: Machine, run: Run, scope: int | None) -> Run:
    """What a generator yields, then returns: it goes on in the scope in which it was called.

    What is sent to it or thrown into it goes on to `run`.
    """
    sent: object = None
    error: TorchError | None = None
    while True:
        machine.budget.charge_step()
        around, statement = machine.tape.scope, machine.statement
        machine.tape.scope = scope
        noted = len(machine.timeline)
        machine.enter()
        try:
            item = run.send(sent) if error is None else run.throw(error)
        except StopIteration as end:
            signal = end.value
            return signal.value if isinstance(signal, Returned) else None
        except TorchError as raised:
            if raised.site is not None and not raised.site[0]:
                raised.site = None  # on a page of ours: it was raised where the item is asked for
            raise _not_stopped(raised) from None
        finally:
            machine.depth -= 1
            scope = machine.tape.scope
            machine.tape.scope, machine.statement = around, statement
            if len(machine.timeline) > noted and statement is not None:
                line, column, _, _ = statement  # of a loop, whose body has not asked for the item
                machine.note("return", (line, column, line, column))
        error = None
        try:
            sent = yield item
        except TorchError as thrown:
            error = thrown


def _not_stopped(error: TorchError) -> TorchError:
    """Python lets no StopIteration out of a generator: it would end the loop around it."""
    if error.type != "StopIteration":
        return error
    other = TorchError("RuntimeError", "generator raised StopIteration", "GV162")
    other.site = error.site
    return other


def _block(compiler: Compiler, statements: list[ast.stmt]) -> Resumable:
    machine = compiler.machine
    steps = [(*_step(compiler, statement), site_of(statement)) for statement in statements]

    def run(frame: Frame) -> Run:
        try:
            for plain, resumable, site in steps:
                machine.statement = site
                if resumable is not None:
                    signal = yield from resumable(frame)
                else:
                    assert plain is not None
                    signal = plain(frame)
                if signal is not None:
                    return signal
        except TorchError as error:
            raise located(error, site) from None
        except LimitError as error:
            raise machine.limited(error, site) from None
        return None

    return run


def _step(compiler: Compiler, node: ast.stmt) -> tuple[Code | None, Resumable | None]:
    """A statement in one of its two forms."""
    form = _FORMS.get(type(node))
    if form is None or not yields(node):
        return compiler.code(node), None
    return None, form(compiler, node)


# ── yield ─────────────────────────────────────────────────────────────────────────────────────


def _yielding(compiler: Compiler, node: ast.expr) -> Resumable:
    """An expression that may hold a `yield`; gives its value."""
    if not yields(node):
        code = compiler.code(node)

        def run_plain(frame: Frame) -> Run:
            return code(frame)
            yield  # what makes it a generator

        return run_plain
    match node:
        case ast.Yield():
            return _yield(compiler, node)
        case ast.YieldFrom():
            return _yield_from(compiler, node)
        case ast.BinOp():
            return _chain(compiler, node)
        case ast.BoolOp():
            return _bool_operator(compiler, node)
        case ast.IfExp():
            return _conditional(compiler, node)
        case ast.Compare(ops=[_, _, *_]) | ast.Lambda():
            raise compiler.unsupported(_first_yield(node))
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return _comprehension(compiler, node)
    return _in_parts(compiler, node)


def _yield(compiler: Compiler, node: ast.Yield) -> Resumable:
    value = _yielding(compiler, node.value) if node.value else None

    def run(frame: Frame) -> Run:
        return (yield None if value is None else (yield from value(frame)))

    return run


def _yield_from(compiler: Compiler, node: ast.YieldFrom) -> Resumable:
    machine, site = compiler.machine, site_of(node)
    items = _yielding(compiler, node.value)

    def run(frame: Frame) -> Run:
        source = yield from items(frame)
        try:
            return (yield from iterate(machine, source, site))  # type: ignore[func-returns-value]
        except TorchError as error:
            raise located(error, site) from None
        except AttributeError:
            text = f"'{type_name(source)}' object has no attribute 'send'"
            raise TorchError("AttributeError", text, "GV164") from None

    return run


def _kept(compiler: Compiler, part: ast.expr, place: int = 0) -> tuple[str, ast.expr]:
    """A name under which the frame keeps a part's value, and what reads it in its stead.

    No program can have that name: it has spaces in it.
    """
    name = f"part {place} of {site_of(part)}"
    if compiler.scope.local is not None:
        compiler.scope.local.add(name)
    return name, ast.copy_location(ast.Name(name, ast.Load()), part)


def _in_parts(compiler: Compiler, node: ast.expr) -> Resumable:
    """An expression whose parts are evaluated in order before it, each kept in the frame."""
    steps: list[tuple[str, Resumable]] = []

    def keep(part: ast.expr) -> ast.expr:
        if isinstance(part, ast.Constant):
            return part
        if isinstance(part, ast.Starred | ast.Slice | ast.FormattedValue):
            return _with_parts(part, keep)
        name, kept = _kept(compiler, part, len(steps))
        steps.append((name, _yielding(compiler, part)))
        return kept

    code = compiler.code(_with_parts(node, keep))

    def run(frame: Frame) -> Run:
        for name, step in steps:
            frame[name] = yield from step(frame)
        return code(frame)

    return run


Keep = Callable[[ast.expr], ast.expr]
E = TypeVar("E", bound=ast.AST)


def _with_parts(node: E, keep: Keep) -> E:
    """A copy of a node with other expressions in it, taken in the order of evaluation."""
    fields = {name: getattr(node, name) for name in node._fields}
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        kept = [(key and keep(key), keep(value)) for key, value in pairs]
        fields.update(keys=[key for key, _ in kept], values=[value for _, value in kept])
        return _copied(node, fields)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        fields["func"] = _with_parts(node.func, keep)  # a method is looked up when it is called
    for name, field in fields.items():
        if name == "target" or field is not getattr(node, name):
            continue
        if isinstance(field, ast.expr):
            fields[name] = keep(field)
        elif isinstance(field, list):
            fields[name] = [_kept_item(item, keep) for item in field]
    return _copied(node, fields)


def _kept_item(item: object, keep: Keep) -> object:
    if isinstance(item, ast.keyword):
        return _with_parts(item, keep)
    return keep(item) if isinstance(item, ast.expr) else item


def _copied(node: E, fields: dict[str, object]) -> E:
    """The node with other fields."""
    return ast.copy_location(type(node)(**fields), node)


def _replaced(node: E, field: str, value: object) -> E:
    """The node with one other field."""
    return _copied(node, {**{name: getattr(node, name) for name in node._fields}, field: value})


def _chain(compiler: Compiler, node: ast.BinOp) -> Resumable:
    """`a + b`, and a chain of any length."""
    chain: list[ast.BinOp] = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        chain.append(first)
        first = first.left
    machine = compiler.machine
    left = _yielding(compiler, first)
    links = [
        (BINARY[type(link.op)], _yielding(compiler, link.right), site_of(link))
        for link in reversed(chain)
    ]

    def run(frame: Frame) -> Run:
        value = yield from left(frame)
        for operate, right, site in links:
            other = yield from right(frame)
            try:
                value = operate(machine, value, other, site)
            except TorchError as error:
                raise located(error, site) from None
        return value

    return run


def _bool_operator(compiler: Compiler, node: ast.BoolOp) -> Resumable:
    *firsts, last = [_yielding(compiler, value) for value in node.values]
    machine, site = compiler.machine, site_of(node)
    stops_at = isinstance(node.op, ast.Or)

    def run(frame: Frame) -> Run:
        for part in firsts:
            value = yield from part(frame)
            if _true(machine, value, site) == stops_at:
                return value
        return (yield from last(frame))

    return run


def _true(machine: Machine, value: object, site: Site) -> bool:
    try:
        return truth(machine, value)
    except TorchError as error:
        raise located(error, site) from None


def _conditional(compiler: Compiler, node: ast.IfExp) -> Resumable:
    test = _condition(compiler, node.test)
    body, otherwise = _yielding(compiler, node.body), _yielding(compiler, node.orelse)

    def run(frame: Frame) -> Run:
        chosen = body if (yield from test(frame)) else otherwise
        return (yield from chosen(frame))

    return run


Test = Generator[object, object, bool]


def _condition(compiler: Compiler, node: ast.expr) -> Callable[[Frame], Test]:
    """An expression as a condition."""
    value = _yielding(compiler, node)
    machine, site = compiler.machine, site_of(node)

    def run(frame: Frame) -> Test:
        return _true(machine, (yield from value(frame)), site)

    return run


_KINDS = {
    ast.ListComp: "list comprehension", ast.SetComp: "set comprehension",
    ast.DictComp: "dict comprehension", ast.GeneratorExp: "generator expression",
}  # fmt: skip


def _comprehension(
    compiler: Compiler, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
) -> Resumable:
    """Only what its first `for` goes over may hold a `yield`: that is evaluated outside of it."""
    first, *others = node.generators
    inside = [getattr(node, name) for name in ("elt", "key", "value") if hasattr(node, name)]
    if any(map(yields, [*inside, *others, *first.ifs])):
        text = f"syntax error: 'yield' inside {_KINDS[type(node)]}"
        raise compiler.refused(text, site_of(_first_yield(node)), code="GV001")
    name, kept = _kept(compiler, first.iter)
    items = _yielding(compiler, first.iter)
    code = compiler.code(_replaced(node, "generators", [_replaced(first, "iter", kept), *others]))
    return _then(name, items, code)


def _then(name: str, evaluate: Resumable, code: Code) -> Resumable:
    """Evaluates a part, keeps it under a name, and goes on with what has no `yield` in it."""

    def run(frame: Frame) -> Run:
        frame[name] = yield from evaluate(frame)
        return code(frame)

    return run


@construct(ast.Yield, ast.YieldFrom)
def misplaced_yield(compiler: Compiler, node: ast.Yield | ast.YieldFrom) -> Code:
    """`x = yield y`, `yield from items`, in a function, which then gives a generator."""
    if not compiler.in_function:
        text = "syntax error: 'yield' outside function"
        raise compiler.refused(text, site_of(node), code="GV001")
    raise compiler.unsupported(node)


def _first_yield(node: ast.AST) -> ast.expr:
    return next(n for n in ast.walk(node) if isinstance(n, ast.Yield | ast.YieldFrom))


@_resumable(ast.Expr)
def _expression(compiler: Compiler, node: ast.Expr) -> Resumable:
    value = _yielding(compiler, node.value)

    def run(frame: Frame) -> Run:
        yield from value(frame)
        return None

    return run


@_resumable(ast.Assign)
def _assignment(compiler: Compiler, node: ast.Assign) -> Resumable:
    if any(map(yields, node.targets)):
        raise compiler.unsupported(_first_yield(node))
    value = _yielding(compiler, node.value)
    stores: list[Store] = [target(compiler, item) for item in node.targets]

    def run(frame: Frame) -> Run:
        result = yield from value(frame)
        for store in stores:
            store(frame, result)
        return None

    return run


def _with_first(compiler: Compiler, node: S, field: str) -> Resumable:
    """A statement that is run when one expression in it has been evaluated."""
    part = getattr(node, field)
    name, kept = _kept(compiler, part)
    plain = _replaced(node, field, kept)
    if yields(plain):
        raise compiler.unsupported(_first_yield(plain))
    return _then(name, _yielding(compiler, part), compiler.code(plain))


@_resumable(ast.AugAssign)
def _augmented(compiler: Compiler, node: ast.AugAssign) -> Resumable:
    """`total += yield x`, of a variable of the function's own.

    Of anything else Python reads the old value first, which others may change meanwhile.
    """
    if not isinstance(node.target, ast.Name):
        raise compiler.unsupported(_first_yield(node))
    return _with_first(compiler, node, "value")


@_resumable(ast.AnnAssign)
def _annotated(compiler: Compiler, node: ast.AnnAssign) -> Resumable:
    return _with_first(compiler, node, "value")


@_resumable(ast.Assert)
def _assertion(compiler: Compiler, node: ast.Assert) -> Resumable:
    return _with_first(compiler, node, "test")


@_resumable(ast.Raise)
def _raise(compiler: Compiler, node: ast.Raise) -> Resumable:
    return _with_first(compiler, node, "exc")


@_resumable(ast.Return)
def _return(compiler: Compiler, node: ast.Return) -> Resumable:
    assert node.value is not None
    value = _yielding(compiler, node.value)

    def run(frame: Frame) -> Run:
        return Returned((yield from value(frame)))

    return run


# ── statements around a yield ─────────────────────────────────────────────────────────────────


@_resumable(ast.If)
def _if(compiler: Compiler, node: ast.If) -> Resumable:
    test = _condition(compiler, node.test)
    body, otherwise = _block(compiler, node.body), _block(compiler, node.orelse)

    def run(frame: Frame) -> Run:
        chosen = body if (yield from test(frame)) else otherwise
        return (yield from chosen(frame))

    return run


@_resumable(ast.Match)
def _match(compiler: Compiler, node: ast.Match) -> Resumable:
    from gradviz.language.constructs.matching import choice  # noqa: PLC0415  # few programs match

    chosen = choice(compiler, node, _block)

    def run(frame: Frame) -> Run:
        body = chosen(frame)
        return (yield from body(frame)) if body is not None else None

    return run


@_resumable(ast.For)
def _for(compiler: Compiler, node: ast.For) -> Resumable:
    if not yields(node.iter):
        return _loop(compiler, for_turns(compiler, node), node)
    name, kept = _kept(compiler, node.iter)
    items = _yielding(compiler, node.iter)
    plain = _replaced(node, "iter", kept)
    loop = _loop(compiler, for_turns(compiler, plain), plain)

    def run(frame: Frame) -> Run:
        frame[name] = yield from items(frame)
        return (yield from loop(frame))

    return run


@_resumable(ast.While)
def _while(compiler: Compiler, node: ast.While) -> Resumable:
    if not yields(node.test):
        return _loop(compiler, while_turns(compiler, node), node)
    if node.orelse:
        raise compiler.unsupported(_first_yield(node))
    test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
    stop = ast.copy_location(ast.Break(), node.test)
    leave = ast.copy_location(ast.If(test, [stop], []), node.test)
    always = ast.copy_location(ast.Constant(True), node.test)
    endless = ast.copy_location(ast.While(always, [leave, *node.body], []), node)
    return _loop(compiler, while_turns(compiler, endless), endless)


def _loop(compiler: Compiler, turns: Turns, node: ast.For | ast.While) -> Resumable:
    tape = compiler.machine.tape
    with compiler.inside_loop():
        body = _block(compiler, node.body)
    otherwise = _block(compiler, node.orelse)

    def run(frame: Frame) -> Run:
        around, signal = tape.scope, None
        try:
            for _ in turns(frame, around):
                signal = yield from body(frame)
                if signal is not None and signal is not CONTINUE:
                    break
            else:
                signal = None
        except TorchError:  # not `finally`: that would run when the generator is thrown away
            tape.scope = around
            raise
        tape.scope = around
        if signal is None:
            return (yield from otherwise(frame))
        return None if signal is BREAK else signal

    return run


@_resumable(ast.With)
def _with(compiler: Compiler, node: ast.With) -> Resumable:
    entered = managers(compiler, node)
    body = _block(compiler, node.body)

    def run(frame: Frame) -> Run:
        with entered(frame):
            return (yield from body(frame))
        return None  # an error that a manager took

    return run


@_resumable(ast.Try)
def _try(compiler: Compiler, node: ast.Try) -> Resumable:
    machine = compiler.machine
    with compiler.inside_try(optional=takes_imports(node)):
        body = _block(compiler, node.body)
    otherwise = _block(compiler, node.orelse)
    handlers = handlers_of(compiler, node, _block)
    final = _block(compiler, node.finalbody)

    def attempt(frame: Frame) -> Run:
        try:
            signal = yield from body(frame)
        except TorchError as error:
            handler, handling = chosen(machine, handlers, frame, error)
            with handling:
                return (yield from handler.body(frame))
        return signal if signal is not None else (yield from otherwise(frame))

    def run(frame: Frame) -> Run:
        try:
            signal = yield from attempt(frame)
        except TorchError:
            leaving = yield from final(frame)
            if leaving is not None:
                return leaving
            raise
        leaving = yield from final(frame)
        return signal if leaving is None else leaving

    return run
