"""enum: classes whose members are named constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import attributes, containers, operators, texts
from gradviz.language.calls import call
from gradviz.language.containers import ENTRY, collected, key_error
from gradviz.language.keys import ATOMS
from gradviz.language.machine import Machine
from gradviz.language.objects import (
    MEMBER_MAP,
    MISSING,
    ClassMethod,
    ClassValue,
    Instance,
    Property,
    StaticMethod,
)
from gradviz.language.operators import BINARY, COMPARE, SYMBOLS, equal
from gradviz.language.signature import positional
from gradviz.language.special import bound
from gradviz.language.texts import to_repr
from gradviz.language.types import OBJECT, TYPES
from gradviz.language.values import Builtin, Function, Native, Type

_DESCRIPTORS = (Function, Property, StaticMethod, ClassMethod, ClassValue)
"""What stands in the body of an Enum and is no member of it."""


class IntMember(int):
    """A member of an IntEnum, which is an integer in all that is done with it."""

    cls: ClassValue
    name: str

    def __repr__(self) -> str:
        return f"<{self.cls.name}.{self.name}: {int(self)}>"


class StrMember(str):
    """A member of a StrEnum, or of an Enum that is a str as well."""

    __slots__ = ("cls", "name")
    cls: ClassValue
    name: str

    def __repr__(self) -> str:
        return f"<{self.cls.name}.{self.name}: {str.__repr__(self)}>"


class Auto:
    """What `auto()` gives."""

    __slots__ = ()


# ── making the class ──────────────────────────────────────────────────────────────────────────


def _declared(machine: Machine, cls: ClassValue) -> None:
    """Turns what the body of an Enum assigned into its members."""
    for kind in cls.mro[1:]:
        if isinstance(kind, ClassValue) and kind.members.get(MEMBER_MAP):
            text = f"<enum '{cls.name}'> cannot extend <enum '{kind.name}'>"
            raise TorchError("TypeError", text, "GV190")
    site = machine.statement or (1, 0, 1, 0)
    given = {
        name: value for name, value in cls.members.items()
        if not name.startswith("_") and not isinstance(value, _DESCRIPTORS)
    }  # fmt: skip
    machine.budget.charge_elements(2 * ENTRY * (len(given) + 4))
    found: dict[object, object] = {}
    cls.members[MEMBER_MAP] = cls.members["__members__"] = found
    last: object = None
    chosen: dict[int, object] = {}
    known: dict[object, object] = {}
    for name, assigned in given.items():
        value = assigned
        if type(assigned) is Auto:  # `LAST = EVAL` in the body gives the same one again
            value = chosen.setdefault(id(assigned), _next_value(cls, name, last))
        last = value
        member = _member(machine, cls, name, value, found, known, site)
        cls.members[name] = found[name] = member
    if cls.find("__repr__") is MISSING:
        cls.members["__repr__"] = Builtin("__repr__", _repr)
    if cls.find("__str__") is MISSING:
        cls.members["__str__"] = Builtin("__str__", _str)
    if found:
        cls.call = _by_value(cls)


def _next_value(cls: ClassValue, name: str, last: object) -> object:
    """What `auto()` stands for: one more than the last, or the name in small letters."""
    if cls.is_a(STR_ENUM):
        return name.lower()
    return last + 1 if isinstance(last, int) else 1


def _member(
    machine: Machine,
    cls: ClassValue,
    name: str,
    value: object,
    others: dict[object, object],
    known: dict[object, object],
    site: Site,
) -> object:
    """The member under a name: one that is there already where its value is the same."""
    if type(value) in ATOMS:
        if value in known:
            return known[value]
    else:
        for other in others.values():
            machine.budget.charge_step()
            if equal(machine, value_of(other), value, site):
                return other
    member = _new_member(machine, cls, name, value, site)
    if type(value) in ATOMS:
        known[value] = member
    return member


def _new_member(machine: Machine, cls: ClassValue, name: str, value: object, site: Site) -> object:
    """A member with a value that no other has."""
    if cls.is_a(TYPES["int"]) and isinstance(value, int):
        number = IntMember(value)
        number.cls, number.name = cls, name
        return number
    if cls.is_a(TYPES["str"]) and isinstance(value, str):
        text = StrMember(value)
        text.cls, text.name = cls, name
        return text
    member = Instance(cls)
    member.attributes.update(name=name, value=value, _name_=name, _value_=value)
    initialise = cls.find("__init__")
    if initialise is not MISSING:
        args = list(value) if isinstance(value, tuple) else [value]
        call(machine, bound(initialise, member), args, {}, site)
    return member


def value_of(member: object) -> object:
    """`member.value`."""
    if isinstance(member, IntMember):
        return int(member)
    if isinstance(member, StrMember):
        return str.__str__(member)
    assert isinstance(member, Instance)
    return member.attributes["value"]


def _members(cls: ClassValue) -> list[object]:
    """Each member once, under the first of its names."""
    found = cls.members.get(MEMBER_MAP)
    assert isinstance(found, dict)
    return list({id(member): member for member in found.values()}.values())


def _by_value(cls: ClassValue) -> Native:
    """`Color("red")`: the member with that value."""

    @positional(cls.name, 1)
    def run(machine: Machine, site: Site, value: object) -> object:
        for member in _members(cls):
            machine.budget.charge_step()
            if member is value or equal(machine, value_of(member), value, site):
                return member
        text = f"{to_repr(machine, value)} is not a valid {cls.name}"
        raise TorchError("ValueError", text, "GV150")

    return run


@positional("Enum", 2)
def _functional(machine: Machine, site: Site, name: object, names: object) -> ClassValue:
    """`Enum("Color", "RED GREEN")`: its values count from 1, unless a dict gives them."""
    members: dict[str, object] = {}
    if isinstance(names, dict):
        members.update((str(key), value) for key, value in names.items())
    else:
        listed = names.replace(",", " ").split() if isinstance(names, str) else None
        for place, item in enumerate(listed or collected(machine, names, site), 1):
            members[str(item)] = place
    cls = ClassValue(str(name), (ENUM,), {**members}, None, f"__main__.{name}")
    _declared(machine, cls)
    return cls


# ── what its members are ──────────────────────────────────────────────────────────────────────


@positional("__repr__", 1)
def _repr(machine: Machine, site: Site, member: Instance) -> str:
    held = member.attributes
    return f"<{member.cls.name}.{held['name']}: {to_repr(machine, held['value'])}>"


@positional("__str__", 1)
def _str(machine: Machine, site: Site, member: Instance) -> str:
    return f"{member.cls.name}.{member.attributes['name']}"


def _get_of_value(machine: Machine, member: IntMember | StrMember, name: str, site: Site) -> object:
    """An attribute of a member that is a number or a text as well."""
    if name in ("name", "_name_"):
        return member.name
    if name in ("value", "_value_"):
        return value_of(member)
    found = member.cls.find(name)
    if isinstance(found, Property):
        return call(machine, found.getter, [member], {}, site)
    if found is not MISSING:
        return bound(found, member)
    return attributes.get_attribute(machine, value_of(member), name, site)


def _text(machine: Machine, member: StrMember) -> str:
    """A member of a StrEnum is its text, one of an Enum that is a str has its name."""
    if member.cls.is_a(STR_ENUM):
        return str.__str__(member)
    return f"{member.cls.name}.{member.name}"


def _plainly(operate: operators.Binary) -> operators.Binary:
    """An operator on a member is that on its value."""

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        left, right = (
            value_of(item) if isinstance(item, IntMember | StrMember) else item for item in (a, b)
        )
        return operate(machine, left, right, site)

    return run


for _kind, _operate in BINARY.items():
    for _type in (IntMember, StrMember):
        operators.OTHERS[SYMBOLS[_kind], _type] = _plainly(_operate)
for _symbol, _order in (("<", ast.Lt), ("<=", ast.LtE), (">", ast.Gt), (">=", ast.GtE)):
    for _type in (IntMember, StrMember):
        operators.OTHERS[_symbol, _type] = _plainly(COMPARE[_order])

attributes.GETTERS[IntMember] = attributes.GETTERS[StrMember] = _get_of_value
texts.REPRS[IntMember] = texts.REPRS[StrMember] = lambda machine, member: repr(member)
texts.STRS[IntMember] = lambda machine, member: str(int(member))
texts.STRS[StrMember] = _text

# ── what the class is ─────────────────────────────────────────────────────────────────────────


def _iterated(machine: Machine, cls: ClassValue, site: Site) -> Iterator[object]:
    if MEMBER_MAP not in cls.members:
        raise TorchError("TypeError", "'type' object is not iterable", "GV162")
    return iter(_members(cls))


def _counted(machine: Machine, cls: ClassValue, site: Site) -> int:
    if MEMBER_MAP not in cls.members:
        raise TorchError("TypeError", "object of type 'type' has no len()", "GV162")
    return len(_members(cls))


_before = containers.ITEM_GETTERS.get(ClassValue)


def _named(machine: Machine, cls: ClassValue, name: object, site: Site) -> object:
    """`Color["RED"]`."""
    found = cls.members.get(MEMBER_MAP)
    if isinstance(found, dict):
        if name not in found:
            raise key_error(machine, name)
        return found[name]
    if _before is not None:
        return _before(machine, cls, name, site)
    text = f"type '{cls.name}' is not subscriptable"
    raise TorchError("TypeError", text, "GV163")


containers.ITERATORS[ClassValue] = _iterated
containers.LENGTHS[ClassValue] = _counted
containers.ITEM_GETTERS[ClassValue] = _named

ENUM = Type("Enum", OBJECT, _functional)
INT_ENUM = Type("IntEnum", TYPES["int"])
STR_ENUM = Type("StrEnum", TYPES["str"])
for _enum in (ENUM, INT_ENUM, STR_ENUM):
    _enum.derive = _declared


@positional("auto", 0)
def _auto(machine: Machine, site: Site) -> Auto:
    return Auto()


@positional("unique", 1)
def _unique(machine: Machine, site: Site, cls: ClassValue) -> ClassValue:
    """`@unique`: no member may have two names."""
    found = cls.members[MEMBER_MAP]
    assert isinstance(found, dict)
    first = {id(member): name for name, member in reversed(found.items())}
    doubled = [f"{name} -> {first[id(m)]}" for name, m in found.items() if first[id(m)] != name]
    if doubled:
        text = f"duplicate values found in <enum '{cls.name}'>: {', '.join(doubled)}"
        raise TorchError("ValueError", text, "GV150")
    return cls


MEMBERS: dict[str, object] = {
    "Enum": ENUM, "IntEnum": INT_ENUM, "StrEnum": STR_ENUM,
    "auto": Builtin("auto", _auto), "unique": Builtin("unique", _unique),
}  # fmt: skip
"""The members of `enum`."""
