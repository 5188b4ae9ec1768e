"""Statements: blocks, conditions, loops, `return`, `with`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.errors import LimitError
from gradviz.language.compiler import Code, Compiler, construct
from gradviz.language.constructs.assignment import target
from gradviz.language.constructs.expressions import condition
from gradviz.language.containers import iterate
from gradviz.language.machine import Machine, located
from gradviz.language.managers import Entered
from gradviz.language.program import NESTED, NESTED_HELP, NESTED_LABEL, site_of
from gradviz.language.values import Frame

BREAK, CONTINUE = object(), object()
"""Signals: what a statement gives to leave the loop around it, or this turn of it."""


class Returned:
    """The signal of `return`."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


def block(compiler: Compiler, statements: Iterable[ast.stmt]) -> Code:
    """Code that runs statements one after the other, until one gives a signal."""
    machine = compiler.machine
    steps = [(_step(compiler, statement), site_of(statement)) for statement in statements]

    def run(frame: Frame) -> object:
        try:
            for step, site in steps:
                machine.statement = site
                signal = step(frame)
                if signal is not None:
                    return signal
        except TorchError as error:
            raise located(error, site) from None
        except LimitError as error:
            raise machine.limited(error, site) from None
        return None

    return run


def _step(compiler: Compiler, statement: ast.stmt) -> Code:
    try:
        return compiler.code(statement)
    except RecursionError:
        raise nested(compiler.machine, site_of(statement)) from None


def nested(machine: Machine, site: Site | None) -> LimitError:
    """The error for a statement that is nested too deeply to be compiled, or to run."""
    span = machine.program.span(site) if site else None
    return LimitError(NESTED, span=span, label=NESTED_LABEL, help=NESTED_HELP, code="GV050")


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


@construct(ast.Global, ast.Nonlocal)
def declaration(compiler: Compiler, node: ast.Global | ast.Nonlocal) -> Code:
    """`global a`, `nonlocal a`: what they say was read before the function was compiled."""
    for name in node.names:
        compiler.check_declared(name, node)
    return lambda frame: None


# ── control flow ──────────────────────────────────────────────────────────────────────────────


@construct(ast.If)
def if_statement(compiler: Compiler, node: ast.If) -> Code:
    """`if test: … else: …`."""
    test = condition(compiler, node.test)
    body, otherwise = block(compiler, node.body), block(compiler, node.orelse)
    return lambda frame: body(frame) if test(frame) else otherwise(frame)


@construct(ast.Match)
def match_statement(compiler: Compiler, node: ast.Match) -> Code:
    """`match subject: case pattern if guard: …`."""
    from gradviz.language.constructs.matching import choice  # noqa: PLC0415  # few programs match

    chosen = choice(compiler, node, block)

    def run(frame: Frame) -> object:
        body = chosen(frame)
        return body(frame) if body is not None else None

    return run


Turns = Callable[[Frame, int | None], Iterator[None]]
"""The turns of a loop: each opens a scope of the Trace within the one given."""


def for_turns(compiler: Compiler, node: ast.For) -> Turns:
    """Code for the turns of `for target in items`."""
    machine, budget, tape = compiler.machine, compiler.machine.budget, compiler.machine.tape
    steps = machine.steps
    items = compiler.code(node.iter)
    store = target(compiler, node.target)
    site, items_site = site_of(node), site_of(node.iter)
    label = machine.program.text(site_of(node.target))

    def turns(frame: Frame, around: int | None) -> Iterator[None]:
        try:
            source = iterate(machine, items(frame), items_site)
        except TorchError as error:
            raise located(error, items_site) from None
        for turn, item in enumerate(source):
            machine.statement = site
            budget.charge_step()
            tape.scope = around
            if steps.due:
                machine.fold()
            if site[0]:  # a loop on a page of ours is of no interest
                shown = item if type(item) in _SHOWN else f"#{turn}"
                machine.open("loop", label, shown, site)  # type: ignore[arg-type]
            store(frame, item)
            yield

    return turns


_SHOWN = frozenset((bool, int, float, str))
"""What a loop's variable may be for its value to name the turn; else the turn's number does."""


def while_turns(compiler: Compiler, node: ast.While) -> Turns:
    """Code for the turns of `while test`."""
    machine, budget, tape = compiler.machine, compiler.machine.budget, compiler.machine.tape
    steps = machine.steps
    test = condition(compiler, node.test)
    site = site_of(node)

    def turns(frame: Frame, around: int | None) -> Iterator[None]:
        turn = 0
        while test(frame):
            machine.statement = site
            budget.charge_step()
            tape.scope = around
            if steps.due:
                machine.fold()
            if site[0]:
                machine.open("loop", "while", turn, site)
            turn += 1
            yield
            machine.statement = site

    return turns


@construct(ast.For)
def for_loop(compiler: Compiler, node: ast.For) -> Code:
    """`for target in items: … else: …`."""
    return _loop(compiler, for_turns(compiler, node), node)


@construct(ast.While)
def while_loop(compiler: Compiler, node: ast.While) -> Code:
    """`while test: … else: …`."""
    return _loop(compiler, while_turns(compiler, node), node)


def _loop(compiler: Compiler, turns: Turns, node: ast.For | ast.While) -> Code:
    tape = compiler.machine.tape
    with compiler.inside_loop():
        body = block(compiler, node.body)
    otherwise = block(compiler, node.orelse)

    def run(frame: Frame) -> object:
        around = tape.scope
        try:
            for _ in turns(frame, around):
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
    return _signal(compiler, node, "'break' outside loop", BREAK)


@construct(ast.Continue)
def continue_statement(compiler: Compiler, node: ast.Continue) -> Code:
    """`continue`."""
    return _signal(compiler, node, "'continue' not properly in loop", CONTINUE)


def _signal(compiler: Compiler, node: ast.stmt, text: str, signal: object) -> Code:
    if not compiler.in_loop:
        raise compiler.refused(f"syntax error: {text}", site_of(node), code="GV001")
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


# ── with ──────────────────────────────────────────────────────────────────────────────────────


def managers(compiler: Compiler, node: ast.With) -> Callable[[Frame], Entered]:
    """Code for what stands between `with` and its colon."""
    machine = compiler.machine
    items = [
        (
            compiler.code(item.context_expr),
            target(compiler, item.optional_vars) if item.optional_vars else None,
            site_of(item.context_expr),
        )
        for item in node.items
    ]
    return lambda frame: Entered(machine, items, frame)


@construct(ast.With)
def with_statement(compiler: Compiler, node: ast.With) -> Code:
    """`with torch.no_grad(): …`, `with manager as value: …`."""
    entered = managers(compiler, node)
    body = block(compiler, node.body)

    def run(frame: Frame) -> object:
        with entered(frame):
            return body(frame)
        return None  # an error that a manager took

    return run
