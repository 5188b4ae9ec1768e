"""Special methods of the program's classes: finding them, and what operators make of them."""

from __future__ import annotations

from gradviz.engine.tensor import Site
from gradviz.language.calls import call
from gradviz.language.machine import Machine
from gradviz.language.objects import (
    MISSING,
    BoundMethod,
    ClassMethod,
    Instance,
    StaticMethod,
)
from gradviz.language.values import Builtin, Function, Method, Type


def bound(member: object, owner: object) -> object:
    """A member of a class as an attribute of an object: a function becomes a method."""
    if isinstance(member, Function):
        return BoundMethod(member, owner)
    if isinstance(member, Builtin):
        return Method(member.name, owner, member.call)
    return of_class(member, owner.cls if isinstance(owner, Instance) else owner)


def of_class(member: object, cls: object) -> object:
    """A member as an attribute of the class itself."""
    if isinstance(member, StaticMethod):
        return member.function
    if isinstance(member, ClassMethod):
        return BoundMethod(member.function, cls)
    return member


def special(owner: Instance, name: str) -> object:
    """A special method (`__add__`), bound; MISSING where the class has none."""
    member = owner.cls.find(name)
    return member if member is MISSING else bound(member, owner)


_NAMES = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod", "**": "pow",
    "@": "matmul", "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
_REFLECTED = {"<": "gt", "<=": "ge", ">": "lt", ">=": "le", "==": "eq", "!=": "ne"}
_COMPARED = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}


def operate(machine: Machine, symbol: str, a: object, b: object, site: Site) -> object:
    """A binary operator with an object on at least one side; MISSING where neither has it."""
    forward, backward = _special_names(symbol)
    for owner, name, other in ((a, forward, b), (b, backward, a)):
        if isinstance(owner, Instance):
            method = special(owner, name)
            if method is not MISSING:
                result = call(machine, method, [other], {}, site)
                if not is_not_implemented(result):
                    return result
    return MISSING


def _special_names(symbol: str) -> tuple[str, str]:
    if symbol in _COMPARED:
        return f"__{_COMPARED[symbol]}__", f"__{_REFLECTED[symbol]}__"
    return f"__{_NAMES[symbol]}__", f"__r{_NAMES[symbol]}__"


def operate_in_place(machine: Machine, symbol: str, a: Instance, b: object, site: Site) -> object:
    """`a += b` by `__iadd__`; MISSING where there is none."""
    method = special(a, f"__i{_NAMES[symbol]}__")
    if method is MISSING:
        return MISSING
    result = call(machine, method, [b], {}, site)
    return MISSING if is_not_implemented(result) else result


def operate_alone(machine: Machine, symbol: str, owner: Instance, site: Site) -> object:
    """`-a`, `+a`, `~a`; MISSING where there is none."""
    name = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}[symbol]
    method = special(owner, name)
    return MISSING if method is MISSING else call(machine, method, [], {}, site)


def is_not_implemented(value: object) -> bool:
    """Whether a special method said that it does not know the other operand."""
    return isinstance(value, Type) and value.name == "NotImplementedType"


def truth(machine: Machine, owner: Instance, site: Site) -> bool:
    """`bool(object)`: by `__bool__`, else by `__len__`."""
    for name in ("__bool__", "__len__"):
        method = special(owner, name)
        if method is not MISSING:
            return bool(call(machine, method, [], {}, site))
    return True
