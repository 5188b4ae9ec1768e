"""Exceptions as the program sees them: types, values, what `except` takes."""

from __future__ import annotations

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.machine import Machine
from gradviz.language.texts import to_str
from gradviz.language.values import ExceptionValue, Native, Raised, Type

_TREE = """
BaseException
  Exception
    ArithmeticError
      FloatingPointError
      OverflowError
      ZeroDivisionError
    AssertionError
    AttributeError
    EOFError
    ImportError
      ModuleNotFoundError
    LookupError
      IndexError
      KeyError
    MemoryError
    NameError
      UnboundLocalError
    OSError
      ConnectionError
      FileExistsError
      FileNotFoundError
      IsADirectoryError
      PermissionError
      TimeoutError
    ReferenceError
    RuntimeError
      NotImplementedError
      RecursionError
    StopIteration
    TypeError
    ValueError
      UnicodeError
        UnicodeDecodeError
        UnicodeEncodeError
    SyntaxError
      IndentationError
    Warning
      DeprecationWarning
      FutureWarning
      PendingDeprecationWarning
      ResourceWarning
      RuntimeWarning
      UserWarning
  GeneratorExit
  KeyboardInterrupt
  SystemExit
"""


def _maker(kind: Type) -> Native:
    """What calling an exception's type does."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> ExceptionValue:
        if keywords:
            raise TorchError("TypeError", f"{kind.name}() takes no keyword arguments", "GV159")
        return ExceptionValue(kind, tuple(args))

    return run


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
        kind.call = _maker(kind)
        bases[depth:] = [kind]
        types[name] = kind
    return types


EXCEPTIONS = _types()
OF_PYTHON = dict(EXCEPTIONS)
"""Those that have a name without any import."""


def _of_torch(name: str) -> Type:
    """An exception of PyTorch's own: a RuntimeError."""
    kind = EXCEPTIONS[name] = Type(name, EXCEPTIONS["RuntimeError"])
    kind.call = _maker(kind)
    return kind


LIN_ALG_ERROR = _of_torch("_LinAlgError")
"""`torch.linalg.LinAlgError`."""
OUT_OF_MEMORY = _of_torch("OutOfMemoryError")
"""`torch.OutOfMemoryError`, which nothing here raises."""


def exception_value(name: str, args: tuple[object, ...]) -> ExceptionValue:
    """An exception of a type by its name."""
    return ExceptionValue(EXCEPTIONS[name], args)


def caught(error: TorchError) -> ExceptionValue:
    """What a handler binds for an error under way."""
    if isinstance(error, Raised):
        return error.value
    kind = EXCEPTIONS.get(error.type, EXCEPTIONS["RuntimeError"])
    args = error.args if error.type in ("KeyError", "StopIteration") else (error.message,)
    value = ExceptionValue(kind, args, error.code)
    value.site = error.site
    return value


def raised(machine: Machine, value: object, site: Site) -> TorchError:
    """What `raise value` puts under way."""
    if isinstance(value, Type) and value.is_a(EXCEPTIONS["BaseException"]):
        value = ExceptionValue(value, ())
    if isinstance(value, ExceptionValue):
        error = Raised(value, to_str(machine, value))
        error.site = value.site = value.site or site
        return error
    if value is None:
        return TorchError("RuntimeError", "No active exception to reraise", "GV161")
    return TorchError("TypeError", "exceptions must derive from BaseException", "GV161")


def matches(value: ExceptionValue, kinds: object) -> bool:
    """Whether `except kinds` takes the exception."""
    pending = [kinds]
    while pending:
        kind = pending.pop()
        if isinstance(kind, tuple):
            pending += reversed(kind)
            continue
        if not (isinstance(kind, Type) and kind.is_a(EXCEPTIONS["BaseException"])):
            text = "catching classes that do not inherit from BaseException is not allowed"
            raise TorchError("TypeError", text, "GV161")
        if value.type.is_a(kind):
            return True
    return False
