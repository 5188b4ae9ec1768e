"""Builtins for classes: `property`, `staticmethod`, `classmethod`."""

from __future__ import annotations

from gradviz.engine.tensor import Site
from gradviz.language import attributes
from gradviz.language.machine import Machine
from gradviz.language.objects import MISSING, ClassMethod, Property, StaticMethod
from gradviz.language.signature import positional
from gradviz.language.values import Builtin, Native


@positional("property", 1, 2)
def _property(machine: Machine, site: Site, getter: object, setter: object = None) -> Property:
    return Property(getter, setter)


@positional("staticmethod", 1)
def _staticmethod(machine: Machine, site: Site, function: object) -> StaticMethod:
    return StaticMethod(function)


@positional("classmethod", 1)
def _classmethod(machine: Machine, site: Site, function: object) -> ClassMethod:
    return ClassMethod(function)


def _of_property(machine: Machine, value: Property, name: str, site: Site) -> object:
    """`value.setter`, the decorator that gives the property its second function."""
    if name != "setter":
        return MISSING

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> Property:
        return Property(value.getter, args[0])

    return Builtin("setter", run)


attributes.GETTERS[Property] = _of_property

FUNCTIONS: dict[str, Native] = {
    "property": _property, "staticmethod": _staticmethod, "classmethod": _classmethod,
}  # fmt: skip
