"""Generators: the second form of the statements that hold a `yield`.

A statement with a `yield` in it compiles to a Python generator that yields what the program
yields and returns the statement's signal; every other statement keeps its ordinary form.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Generator
from typing import TypeVar

from gradviz.engine.messages import TorchError
from gradviz.errors import LimitError
from gradviz.language.compiler import Code, Compiler, Store, construct
from gradviz.language.constructs.assignment import target
from gradviz.language.constructs.expressions import condition
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
    """Whether a statement holds a `yield` of the function that it stands in."""
    pending = [node]
    while pending:
        inner = pending.pop()
        if isinstance(inner, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(inner, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            pending += ast.iter_child_nodes(inner)
    return False


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
    """`yield value` and `yield from items`; gives what they give."""
    machine, site = compiler.machine, site_of(node)
    if isinstance(node, ast.Yield):
        value = compiler.code(node.value) if node.value else None

        def run_yield(frame: Frame) -> Run:
            return (yield None if value is None else value(frame))

        return run_yield
    if not isinstance(node, ast.YieldFrom):
        raise compiler.unsupported(_first_yield(node))
    items = compiler.code(node.value)

    def run_from(frame: Frame) -> Run:
        source = items(frame)
        try:
            return (yield from iterate(machine, source, site))  # type: ignore[func-returns-value]
        except TorchError as error:
            raise located(error, site) from None
        except AttributeError:
            text = f"'{type_name(source)}' object has no attribute 'send'"
            raise TorchError("AttributeError", text, "GV164") from None

    return run_from


@construct(ast.Yield, ast.YieldFrom)
def misplaced_yield(compiler: Compiler, node: ast.Yield | ast.YieldFrom) -> Code:
    """A `yield` that no statement takes: outside a function, or within a larger expression."""
    if not compiler.in_function:
        text = "syntax error: 'yield' outside function"
        raise compiler.refused(text, site_of(node), code="GV001")
    raise compiler.unsupported(node)


def _first_yield(node: ast.expr) -> ast.expr:
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
    value = _yielding(compiler, node.value)
    stores: list[Store] = [target(compiler, item) for item in node.targets]

    def run(frame: Frame) -> Run:
        result = yield from value(frame)
        for store in stores:
            store(frame, result)
        return None

    return run


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
    test = condition(compiler, node.test)
    body, otherwise = _block(compiler, node.body), _block(compiler, node.orelse)
    return lambda frame: body(frame) if test(frame) else otherwise(frame)


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
    return _loop(compiler, for_turns(compiler, node), node)


@_resumable(ast.While)
def _while(compiler: Compiler, node: ast.While) -> Resumable:
    return _loop(compiler, while_turns(compiler, node), node)


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
