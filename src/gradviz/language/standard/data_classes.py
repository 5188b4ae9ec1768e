"""dataclasses: classes whose `__init__`, `__repr__` and `__eq__` follow from their fields."""

from __future__ import annotations

import ast

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import attributes
from gradviz.language.builtins.inspection import FUNCTIONS
from gradviz.language.calls import call
from gradviz.language.containers import ENTRY, ITEM
from gradviz.language.exceptions import EXCEPTIONS
from gradviz.language.machine import Machine
from gradviz.language.objects import MISSING, ClassValue, Instance
from gradviz.language.operators import COMPARE
from gradviz.language.signature import Signature, named, positional
from gradviz.language.special import special
from gradviz.language.texts import charge_text, to_repr, type_name
from gradviz.language.values import (
    Builtin,
    Frame,
    Function,
    Native,
    Parameters,
    Set,
    Type,
)

_FIELDS = "__dataclass_fields__"
_FACTORY = object()
"""Stands for a default that is made at each call."""


class Field:
    """What `field(…)` gives, and what a class keeps of each of its fields."""

    __slots__ = ("compare", "default", "factory", "hash", "init", "keyword_only", "name", "repr")

    def __init__(
        self, default: object, factory: object, init: bool, repr: bool, compare: bool,
        keyword_only: bool, hash: bool,
    ) -> None:  # fmt: skip
        self.name = ""
        self.default = default
        self.factory = factory
        self.init = init
        self.repr = repr
        self.compare = compare
        self.keyword_only = keyword_only
        self.hash = hash


@named("field", "default", "default_factory", "init", "repr", "hash", "compare", "metadata",
       "kw_only", default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None,
       compare=True, metadata=None, kw_only=False)  # fmt: skip
def _field(machine: Machine, site: Site, *options: object) -> Field:
    default, factory, init, shown, hashed, compare, _, keyword_only = options
    if default is not MISSING and factory is not MISSING:
        text = "cannot specify both default and default_factory"
        raise TorchError("ValueError", text, "GV150")
    counts = compare if hashed is None else hashed
    return Field(
        default, factory, bool(init), bool(shown), bool(compare), bool(keyword_only), bool(counts)
    )


_OPTIONS = Signature(
    "dataclass",
    ("cls", "init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only",
     "slots", "weakref_slot"),
    {"cls": None, "init": True, "repr": True, "eq": True, "order": False, "unsafe_hash": False,
     "frozen": False, "match_args": True, "kw_only": False, "slots": False,
     "weakref_slot": False},
)  # fmt: skip


def _dataclass(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`@dataclass`, `@dataclass(frozen=True)`."""
    cls, *options = _OPTIONS.bind(args, keywords)
    flags = dict(zip(_OPTIONS.params[1:], map(bool, options), strict=True))

    def decorate(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        (target,) = args
        if not isinstance(target, ClassValue):
            text = f"dataclass() takes a class, not a '{type_name(target)}'"
            raise TorchError("TypeError", text, "GV190")
        return _completed(machine, target, flags)

    return Builtin("wrap", decorate) if cls is None else decorate(machine, [cls], {}, site)


def _completed(machine: Machine, cls: ClassValue, flags: dict[str, bool]) -> ClassValue:
    fields: dict[str, Field] = {}
    for kind in reversed(cls.mro[1:]):
        if isinstance(kind, ClassValue):
            inherited = kind.members.get(_FIELDS)
            fields |= inherited if isinstance(inherited, dict) else {}
    names = cls.members["__annotations__"]
    assert isinstance(names, list)
    machine.budget.charge_elements(ENTRY * (len(names) + 8))
    for name in names:
        fields[name] = _own_field(machine, cls, name, flags["kw_only"])
    cls.members[_FIELDS] = fields
    every = list(fields.values())
    if flags["match_args"]:
        names = [field.name for field in every if field.init and not field.keyword_only]
        cls.members.setdefault("__match_args__", tuple(names))
    if flags["init"] and "__init__" not in cls.members:
        cls.members["__init__"] = _initialiser(machine, cls, every)
    if flags["repr"] and "__repr__" not in cls.members:
        cls.members["__repr__"] = Builtin("__repr__", _repr)
    if flags["eq"] and "__eq__" not in cls.members:
        cls.members["__eq__"] = Builtin("__eq__", _comparing(ast.Eq))
    if (flags["unsafe_hash"] or (flags["eq"] and flags["frozen"])) and (
        "__hash__" not in cls.members
    ):
        cls.members["__hash__"] = Builtin("__hash__", _hash)
    if flags["order"]:
        for name, compare in _ORDER.items():
            cls.members[name] = Builtin(name, _comparing(compare))
    if flags["frozen"]:
        cls.members["__setattr__"] = Builtin("__setattr__", _frozen("assign to"))
        cls.members["__delattr__"] = Builtin("__delattr__", _frozen("delete"))
    return cls


def _own_field(machine: Machine, cls: ClassValue, name: str, keyword_only: bool) -> Field:
    """A field that the class itself declares; its default stays as the class's attribute."""
    given = cls.members.get(name, MISSING)
    if isinstance(given, Field):
        field = given
        del cls.members[name]
        if field.default is not MISSING:
            cls.members[name] = field.default
    else:
        field = Field(given, MISSING, True, True, True, False, True)
    default = field.default
    if isinstance(default, list | dict) or type(default) is Set:
        text = (
            f"mutable default <class '{type_name(default)}'> for field {name} is not allowed: "
            "use default_factory"
        )
        raise TorchError("ValueError", text, "GV150")
    field.name = name
    field.keyword_only = field.keyword_only or keyword_only
    return field


def _initialiser(machine: Machine, cls: ClassValue, fields: list[Field]) -> Function:
    """`__init__`, with the fields as its parameters."""
    taken = [field for field in fields if field.init]
    defaults: dict[str, object] = {}
    for field in taken:
        if field.default is not MISSING:
            defaults[field.name] = field.default
        elif field.factory is not MISSING:
            defaults[field.name] = _FACTORY
        elif defaults and not field.keyword_only:
            text = f"non-default argument '{field.name}' follows default argument"
            raise TorchError("TypeError", text, "GV190")
    places = ["self", *(field.name for field in taken if not field.keyword_only)]
    named_only = [field.name for field in taken if field.keyword_only]

    def body(frame: Frame) -> object:
        owner = frame["self"]
        assert isinstance(owner, Instance)
        site = machine.statement or (1, 0, 1, 0)
        machine.budget.charge_elements(ENTRY * len(fields))
        for field in fields:
            value = frame.get(field.name, _FACTORY if field.factory is not MISSING else MISSING)
            if value is _FACTORY:
                value = call(machine, field.factory, [], {}, site)
            if value is not MISSING:
                owner.attributes[field.name] = value
        after = special(owner, "__post_init__")
        if after is not MISSING:
            call(machine, after, [], {}, site)
        return None

    parameters = Parameters(places, 0, named_only, None, None, defaults)
    return Function("__init__", parameters, body, None, f"{_qualified(cls)}.__init__")


def _qualified(cls: ClassValue) -> str:
    return cls.path.removeprefix("__main__.")


def fields_of(value: object) -> list[Field] | None:
    """The fields of a data class or of its object; None for any other value."""
    cls = value.cls if isinstance(value, Instance) else value
    found = cls.find(_FIELDS) if isinstance(cls, ClassValue) else MISSING
    return list(found.values()) if isinstance(found, dict) else None


# ── the methods ───────────────────────────────────────────────────────────────────────────────


def _repr(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> str:
    (owner,) = args
    assert isinstance(owner, Instance)
    machine.enter()
    try:
        parts = [
            f"{field.name}={to_repr(machine, owner.attributes.get(field.name))}"
            for field in fields_of(owner) or [] if field.repr
        ]  # fmt: skip
    finally:
        machine.depth -= 1
    text = f"{_qualified(owner.cls)}({', '.join(parts)})"
    charge_text(machine, len(text))
    return text


def _hash(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    (owner,) = args
    assert isinstance(owner, Instance)
    values = tuple(
        owner.attributes.get(field.name) for field in fields_of(owner) or [] if field.hash
    )
    return FUNCTIONS["hash"](machine, [values], {}, site)


def _values(owner: Instance) -> tuple[object, ...]:
    return tuple(
        owner.attributes.get(field.name) for field in fields_of(owner) or [] if field.compare
    )


def _comparing(kind: type[ast.cmpop]) -> Native:
    """`==` and its like: of the fields' values, between objects of one class."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner, other = args
        assert isinstance(owner, Instance)
        if not isinstance(other, Instance) or other.cls is not owner.cls:
            return Type("NotImplementedType")
        machine.enter()
        try:
            return COMPARE[kind](machine, _values(owner), _values(other), site)
        finally:
            machine.depth -= 1

    return run


_ORDER: dict[str, type[ast.cmpop]] = {
    "__lt__": ast.Lt, "__le__": ast.LtE, "__gt__": ast.Gt, "__ge__": ast.GtE,
}  # fmt: skip


def _frozen(verb: str) -> Native:
    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        text = f"cannot {verb} field '{args[1]}'"
        raise TorchError("FrozenInstanceError", text, "GV164")

    return run


FROZEN = EXCEPTIONS["FrozenInstanceError"] = Type(
    "FrozenInstanceError", EXCEPTIONS["AttributeError"]
)


# ── functions on data classes ─────────────────────────────────────────────────────────────────


def _required(value: object, function: str) -> list[Field]:
    fields = fields_of(value)
    if fields is None or not (isinstance(value, Instance) or function == "fields"):
        text = f"{function}() should be called on dataclass instances"
        if function == "fields":
            text = "must be called with a dataclass type or instance"
        raise TorchError("TypeError", text, "GV160")
    return fields


@positional("fields", 1)
def _fields(machine: Machine, site: Site, value: object) -> object:
    fields = _required(value, "fields")
    machine.budget.charge_elements(ITEM * len(fields))
    return tuple(fields)


def _plain(machine: Machine, value: object, tupled: bool) -> object:
    """A value with the data classes in it turned into dicts, or tuples, and containers copied."""
    machine.budget.charge_step()
    machine.enter()
    try:
        fields = fields_of(value) if isinstance(value, Instance) else None
        if fields is not None:
            assert isinstance(value, Instance)
            machine.budget.charge_elements(ENTRY * len(fields))
            items = {
                field.name: _plain(machine, value.attributes.get(field.name), tupled)
                for field in fields
            }
            return tuple(items.values()) if tupled else items
        if type(value) in (list, tuple):
            assert isinstance(value, list | tuple)
            machine.budget.charge_elements(ITEM * len(value))
            return type(value)([_plain(machine, item, tupled) for item in value])
        if type(value) is dict:
            machine.budget.charge_elements(ENTRY * len(value))
            return {key: _plain(machine, item, tupled) for key, item in value.items()}
        return value
    finally:
        machine.depth -= 1


@positional("asdict", 1)
def _asdict(machine: Machine, site: Site, value: object) -> object:
    _required(value, "asdict")
    return _plain(machine, value, False)


@positional("astuple", 1)
def _astuple(machine: Machine, site: Site, value: object) -> object:
    _required(value, "astuple")
    return _plain(machine, value, True)


def _replace(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`replace(object, **changes)`."""
    (owner,) = args
    fields = _required(owner, "replace")
    assert isinstance(owner, Instance)
    kept = {field.name: owner.attributes.get(field.name) for field in fields if field.init}
    return call(machine, owner.cls, [], {**kept, **keywords}, site)


@positional("is_dataclass", 1)
def _is_dataclass(machine: Machine, site: Site, value: object) -> bool:
    return fields_of(value) is not None


def _get_of_field(machine: Machine, field: Field, name: str, site: Site) -> object:
    found = {"name": field.name, "default": field.default, "init": field.init,
             "repr": field.repr}.get(name, MISSING)  # fmt: skip
    return Type("_MISSING_TYPE") if found is MISSING and name == "default" else found


attributes.GETTERS[Field] = _get_of_field

_FUNCTIONS: dict[str, Native] = {
    "dataclass": _dataclass, "field": _field, "fields": _fields, "asdict": _asdict,
    "astuple": _astuple, "replace": _replace, "is_dataclass": _is_dataclass,
}  # fmt: skip

MEMBERS: dict[str, object] = {
    **{name: Builtin(name, native) for name, native in _FUNCTIONS.items()},
    "FrozenInstanceError": FROZEN,
}
"""The members of `dataclasses`."""
