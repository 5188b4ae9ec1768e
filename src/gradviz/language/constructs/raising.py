"""Exceptions: `raise`, `assert`, `try`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, TypeVar

from gradviz.engine.messages import TorchError
from gradviz.language.compiler import Code, Compiler, Store, construct
from gradviz.language.constructs.expressions import condition
from gradviz.language.constructs.statements import block
from gradviz.language.exceptions import caught, exception_value, matches, raised
from gradviz.language.machine import Machine, located
from gradviz.language.program import site_of
from gradviz.language.values import ExceptionValue, Frame, Raised


@construct(ast.Raise)
def raise_statement(compiler: Compiler, node: ast.Raise) -> Code:
    """`raise ValueError("…")`, `raise e from other`, `raise`."""
    machine, site, library = compiler.machine, site_of(node), compiler.library
    code = compiler.code(node.exc) if node.exc else None
    cause = compiler.code(node.cause) if node.cause else None

    def run(frame: Frame) -> object:
        value = code(frame) if code else machine.handling[-1] if machine.handling else None
        reason = cause(frame) if cause is not None else None
        error = raised(machine, value, site)
        if isinstance(error, Raised) and isinstance(reason, ExceptionValue):
            error.value.cause = reason
        if library and not error.code:
            error.code = "GV192"
        raise located(error, site)

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
            raise located(raised(machine, exception_value("AssertionError", args), site), site)
        return None

    return run


B = TypeVar("B")
"""What a body gives when it runs: a signal, or a generator that returns one."""


class Handler(Generic[B]):
    """One `except kinds as name: …`."""

    __slots__ = ("body", "kinds", "site", "store", "unbind")

    def __init__(
        self,
        compiler: Compiler,
        node: ast.ExceptHandler,
        compile_body: Callable[[Compiler, list[ast.stmt]], Callable[[Frame], B]],
    ) -> None:
        self.kinds = compiler.code(node.type) if node.type else None
        self.site = site_of(node.type or node)
        site = site_of(node)
        self.store: Store | None = compiler.write(node.name, site) if node.name else None
        header = (*site[:2], *self.site[2:])  # what follows is the body's
        self.unbind: Code | None = compiler.delete(node.name, header) if node.name else None
        self.body = compile_body(compiler, node.body)

    def takes(self, frame: Frame, value: ExceptionValue) -> bool:
        """Whether it takes the exception."""
        if self.kinds is None:
            return True
        try:
            return matches(value, self.kinds(frame))
        except TorchError as error:
            raise located(error, self.site) from None


class Handling:
    """`with Handling(…):` surrounds the body of a handler."""

    __slots__ = ("frame", "handler", "machine", "value")

    def __init__(
        self, machine: Machine, handler: Handler[B], frame: Frame, value: ExceptionValue
    ) -> None:
        self.machine = machine
        self.handler = handler
        self.frame = frame
        self.value = value

    def __enter__(self) -> None:
        if self.handler.store is not None:
            self.handler.store(self.frame, self.value)
        self.machine.handling.append(self.value)

    def __exit__(self, *_: object) -> None:
        self.machine.handling.pop()
        if self.handler.unbind is not None:
            with suppress(TorchError):  # the handler may have deleted it itself
                self.handler.unbind(self.frame)


def chosen(
    machine: Machine, handlers: list[Handler[B]], frame: Frame, error: TorchError
) -> tuple[Handler[B], Handling]:
    """The handler that takes an error, and what surrounds its body; raises it if none does."""
    value = caught(error)
    for handler in handlers:
        if handler.takes(frame, value):
            return handler, Handling(machine, handler, frame, value)
    raise error


def handlers_of(
    compiler: Compiler,
    node: ast.Try,
    compile_body: Callable[[Compiler, list[ast.stmt]], Callable[[Frame], B]],
) -> list[Handler[B]]:
    """The handlers of a `try`, their bodies in one of the two forms."""
    for item in node.handlers[:-1]:
        if item.type is None:
            text = "syntax error: default 'except:' must be last"
            raise compiler.refused(text, site_of(item), code="GV001")
    return [Handler(compiler, item, compile_body) for item in node.handlers]


def takes_imports(node: ast.Try) -> bool:
    """Whether a handler takes what an import of a module raises that there is not."""
    kinds = [handler.type for handler in node.handlers]
    parts = [part for kind in kinds if kind for part in ast.walk(kind)]
    names = [part.id for part in parts if isinstance(part, ast.Name)]
    return None in kinds or not _OF_IMPORTS.isdisjoint(names)


_OF_IMPORTS = frozenset(("ImportError", "ModuleNotFoundError", "Exception"))


@construct(ast.Try)
def try_statement(compiler: Compiler, node: ast.Try) -> Code:
    """`try: … except RuntimeError as e: … else: … finally: …`."""
    machine = compiler.machine
    with compiler.inside_try(optional=takes_imports(node)):
        body = block(compiler, node.body)
    otherwise = block(compiler, node.orelse)
    handlers = handlers_of(compiler, node, block)
    final = block(compiler, node.finalbody)

    def attempt(frame: Frame) -> object:
        try:
            signal = body(frame)
        except TorchError as error:
            handler, handling = chosen(machine, handlers, frame, error)
            with handling:
                return handler.body(frame)
        return signal if signal is not None else otherwise(frame)

    if not node.finalbody:
        return attempt

    def run(frame: Frame) -> object:
        try:
            signal = attempt(frame)
        except TorchError:
            leaving = final(frame)
            if leaving is not None:  # a `return` in it ends the error
                return leaving
            raise
        leaving = final(frame)
        return signal if leaving is None else leaving

    return run
