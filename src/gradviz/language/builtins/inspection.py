"""Builtins that ask what a value is and what it has."""

from __future__ import annotations

import numpy as np

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.errors import SourceError
from gradviz.language.attributes import delete_attribute, get_attribute, set_attribute
from gradviz.language.keys import checked_key
from gradviz.language.machine import Machine
from gradviz.language.objects import MISSING, Instance
from gradviz.language.signature import positional, wrong_call
from gradviz.language.texts import to_repr, type_name
from gradviz.language.types import is_instance, type_of
from gradviz.language.values import Anything, Builtin, Function, Method, Native, Type

_NOTHING = object()


@positional("type", 1)
def _type(machine: Machine, site: Site, value: object) -> object:
    return type_of(value)


@positional("object", 0)
def _object(machine: Machine, site: Site) -> object:
    return Anything()


@positional("isinstance", 2)
def _isinstance(machine: Machine, site: Site, value: object, kinds: object) -> object:
    return is_instance(value, kinds)


@positional("issubclass", 2)
def _issubclass(machine: Machine, site: Site, value: object, kinds: object) -> object:
    if not isinstance(value, Type):
        raise wrong_call("issubclass() arg 1 must be a class")
    wanted = kinds if isinstance(kinds, tuple) else (kinds,)
    if not all(isinstance(kind, Type) for kind in wanted):
        raise wrong_call("issubclass() arg 2 must be a class, a tuple of classes, or a union")
    return any(value.is_a(kind) for kind in wanted)


@positional("callable", 1)
def _callable(machine: Machine, site: Site, value: object) -> object:
    return isinstance(value, Function | Builtin | Method | Type)


@positional("id", 1)
def _id(machine: Machine, site: Site, value: object) -> object:
    return machine.identity(value)


@positional("vars", 1)
def _vars(machine: Machine, site: Site, value: object) -> object:
    try:
        return get_attribute(machine, value, "__dict__", site)
    except (TorchError, SourceError) as error:
        if not _is_missing(error):
            raise
        text = "vars() argument must have __dict__ attribute"
        raise TorchError("TypeError", text, "GV153") from None


@positional("hash", 1)
def _hash(machine: Machine, site: Site, value: object) -> object:
    """The same in every run, which Python's own hash of a string is not."""
    checked_key(machine, value)
    if type(value) is Instance and value.cls.hashing() is not MISSING:
        return hash(value)
    if isinstance(value, int | float | np.generic):
        return hash(value)
    if isinstance(value, tuple):
        value = tuple(value)  # with names or without: they are equal
    if value is None or isinstance(value, str | tuple | range):
        from zlib import crc32  # noqa: PLC0415  # seldom needed

        return crc32(to_repr(machine, value).encode("utf-8", "surrogatepass"))
    return machine.identity(value)


@positional("getattr", 2, 3)
def _getattr(
    machine: Machine, site: Site, value: object, name: object, default: object = _NOTHING
) -> object:
    try:
        return get_attribute(machine, value, _attribute_name(name), site)
    except (TorchError, SourceError) as error:
        if default is _NOTHING or not _is_missing(error):
            raise
        return default


@positional("hasattr", 2)
def _hasattr(machine: Machine, site: Site, value: object, name: object) -> object:
    try:
        get_attribute(machine, value, _attribute_name(name), site)
    except (TorchError, SourceError) as error:
        if not _is_missing(error):
            raise
        return False
    return True


@positional("setattr", 3)
def _setattr(machine: Machine, site: Site, value: object, name: object, item: object) -> object:
    set_attribute(machine, value, _attribute_name(name), item, site)
    return None


@positional("delattr", 2)
def _delattr(machine: Machine, site: Site, value: object, name: object) -> object:
    delete_attribute(machine, value, _attribute_name(name), site)
    return None


def _attribute_name(name: object) -> str:
    if not isinstance(name, str):
        text = f"attribute name must be string, not '{type_name(name)}'"
        raise TorchError("TypeError", text, "GV164")
    return name


def _is_missing(error: TorchError | SourceError) -> bool:
    """Whether the error says that there is no such attribute."""
    return isinstance(error, SourceError) or error.type == "AttributeError"


FUNCTIONS: dict[str, Native] = {
    "isinstance": _isinstance, "issubclass": _issubclass, "callable": _callable, "id": _id,
    "hash": _hash, "getattr": _getattr, "hasattr": _hasattr, "setattr": _setattr,
    "delattr": _delattr, "vars": _vars,
}  # fmt: skip

CONSTRUCTORS: dict[str, Native] = {"type": _type, "object": _object}
