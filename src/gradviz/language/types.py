"""The types of values as values themselves: what `type(x)` gives and `isinstance` takes.

What calling a type does is filled in where its functions are defined.
"""

from __future__ import annotations

from gradviz.engine.messages import TorchError
from gradviz.language.exceptions import EXCEPTIONS
from gradviz.language.objects import Instance, NamedTuple
from gradviz.language.texts import type_name
from gradviz.language.values import ExceptionValue, Type

OBJECT = Type("object")

_BASES = {"bool": "int", "Size": "tuple", "Parameter": "Tensor",
          "OrderedDict": "dict"}  # fmt: skip
_NAMES = (
    "int bool float str list tuple dict set frozenset type range slice NoneType function Tensor"
    " Parameter OrderedDict Size dtype device enumerate zip map filter reversed generator"
)


def _types() -> dict[str, Type]:
    types = {"object": OBJECT}
    for name in _NAMES.split():
        types[name] = Type(name, types[_BASES.get(name, "object")])
    return types


TYPES = _types()
"""Each type by its name; others join as the program asks for them."""


def type_of(value: object) -> Type:
    """`type(value)`."""
    if isinstance(value, Instance | NamedTuple):
        return value.cls
    if isinstance(value, ExceptionValue):
        return value.type
    name = type_name(value)
    found = TYPES.get(name) or EXCEPTIONS.get(name)
    if found is None:
        found = TYPES[name] = Type(name, OBJECT)
    return found


def is_instance(value: object, kinds: object, function: str = "isinstance") -> bool:
    """`isinstance(value, kinds)`; a tuple may hold tuples."""
    own = type_of(value)
    pending = [kinds]
    while pending:
        kind = pending.pop()
        if isinstance(kind, tuple):
            pending += reversed(kind)
        elif not isinstance(kind, Type):
            text = f"{function}() arg 2 must be a type, a tuple of types, or a union"
            raise TorchError("TypeError", text, "GV153")
        elif own.is_a(kind) or kind is OBJECT or kind.covers(own):
            return True
    return False
