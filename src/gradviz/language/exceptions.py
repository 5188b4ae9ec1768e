"""Exceptions as the program sees them: types, values, what `except` takes."""

from __future__ import annotations

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.machine import Machine
from gradviz.language.texts import exception_text
from gradviz.language.values import ExceptionValue, Raised, Type

_TREE = """
BaseException
  Exception
    ArithmeticError
      FloatingPointError
      OverflowError
      ZeroDivisionError
    AssertionError
    AttributeError
    ImportError
      ModuleNotFoundError
    LookupError
      IndexError
      KeyError
    NameError
      UnboundLocalError
    RuntimeError
      NotImplementedError
      RecursionError
    StopIteration
    TypeError
    ValueError
  KeyboardInterrupt
"""


def _make(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site, kind: Type
) -> ExceptionValue:
    return ExceptionValue(kind, tuple(args))


def _types() -> dict[str, Type]:
    """The exception types, each under its base."""
    types: dict[str, Type] = {}
    bases: list[Type] = []
    for line in _TREE.split("\n"):
        name = line.strip()
        if not name:
            continue
        depth = (len(line) - len(name)) // 2
        kind = Type(name, bases[depth - 1] if depth else None)
        kind.call = lambda machine, args, keywords, site, kind=kind: _make(
            machine, args, keywords, site, kind
        )
        bases[depth:] = [kind]
        types[name] = kind
    return types


EXCEPTIONS = _types()


def exception_value(name: str, args: tuple[object, ...]) -> ExceptionValue:
    """An exception of a type by its name."""
    return ExceptionValue(EXCEPTIONS[name], args)


def caught(error: TorchError) -> ExceptionValue:
    """What a handler binds for an error under way."""
    if isinstance(error, Raised):
        return error.value
    return ExceptionValue(EXCEPTIONS.get(error.type, EXCEPTIONS["RuntimeError"]), (error.message,))


def raised(machine: Machine, value: object) -> TorchError:
    """What `raise value` puts under way."""
    if isinstance(value, Type) and value.is_a(EXCEPTIONS["BaseException"]):
        value = ExceptionValue(value, ())
    if isinstance(value, ExceptionValue):
        return Raised(value, exception_text(machine, value))
    if value is None:
        return TorchError("RuntimeError", "No active exception to reraise", "GV161")
    return TorchError("TypeError", "exceptions must derive from BaseException", "GV161")


def matches(value: ExceptionValue, kinds: object) -> bool:
    """Whether `except kinds` takes the exception."""
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    for kind in wanted:
        if not (isinstance(kind, Type) and kind.is_a(EXCEPTIONS["BaseException"])):
            text = "catching classes that do not inherit from BaseException is not allowed"
            raise TorchError("TypeError", text, "GV161")
        if value.type.is_a(kind):
            return True
    return False
