"""namedtuple and typing.NamedTuple: tuples whose items have names."""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import attributes, texts
from gradviz.language.calls import bound_arguments, call
from gradviz.language.containers import ENTRY, ITEM, collected
from gradviz.language.machine import Machine
from gradviz.language.methods import METHODS_OF
from gradviz.language.objects import (
    MISSING,
    ClassMethod,
    ClassValue,
    NamedTuple,
    Property,
    StaticMethod,
)
from gradviz.language.signature import method, named, wrong_call
from gradviz.language.special import bound
from gradviz.language.types import TYPES
from gradviz.language.values import Builtin, Function, Method, Native, Parameters, Type

_FIELDS, _DEFAULTS = "_fields", "_field_defaults"


def _maker(cls: ClassValue, fields: tuple[str, ...], defaults: dict[str, object]) -> Native:
    """How the class is called: the items by place or by name, as of a function `__new__`."""
    parameters = Parameters(["_cls", *fields], 0, [], None, None, defaults)
    function = Function(
        f"{cls.name}.__new__", parameters, lambda frame: None, None, f"{cls.name}.__new__"
    )

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> NamedTuple:
        frame = bound_arguments(function, [cls, *args], keywords)
        return _made(machine, cls, fields, [frame[name] for name in fields])

    return run


def _made(
    machine: Machine, cls: ClassValue, fields: tuple[str, ...], items: list[object]
) -> NamedTuple:
    machine.budget.charge_elements(ITEM * len(items) + ENTRY)
    result = NamedTuple(items)
    result.cls, result.fields = cls, fields
    return result


def _complete(cls: ClassValue, fields: tuple[str, ...], defaults: dict[str, object]) -> None:
    """Gives a class what a named tuple's has."""
    cls.call = _maker(cls, fields, defaults)
    cls.members[_FIELDS] = cls.members["__match_args__"] = fields
    cls.members[_DEFAULTS] = dict(defaults)
    make = Builtin("_make", _make)
    cls.members["_make"] = ClassMethod(make)
    cls.derive = _derived


def _make(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> NamedTuple:
    """`Point._make(items)`."""
    cls, items = args
    assert isinstance(cls, ClassValue)
    fields = cls.find(_FIELDS)
    assert isinstance(fields, tuple)
    values = collected(machine, items, site)
    if len(values) != len(fields):
        text = f"Expected {len(fields)} arguments, got {len(values)}"
        raise TorchError("TypeError", text, "GV159")
    return _made(machine, cls, fields, values)


def _derived(machine: Machine, cls: ClassValue) -> None:
    """`class P(namedtuple("P", "x y")): …`: the same fields, and methods besides."""
    fields, defaults = cls.find(_FIELDS), cls.find(_DEFAULTS)
    assert isinstance(fields, tuple) and isinstance(defaults, dict)
    cls.call = _maker(cls, fields, defaults)


def _declared(machine: Machine, cls: ClassValue) -> None:
    """`class Step(NamedTuple): loss: float; lr: float = 0.1`."""
    names = cls.members["__annotations__"]
    assert isinstance(names, list)
    fields = tuple(str(name) for name in names)
    defaults: dict[str, object] = {}
    for name in fields:
        if name in cls.members:
            defaults[name] = cls.members.pop(name)
        elif defaults:
            last = "s" if len(defaults) > 1 else ""
            text = (
                f"non-default namedtuple field {name} cannot follow default field{last} "
                f"{', '.join(defaults)}"
            )
            raise TorchError("TypeError", text, "GV190")
    _complete(cls, fields, defaults)


@named("namedtuple", "typename", "field_names", "rename", "defaults", "module",
       rename=False, defaults=None, module=None)  # fmt: skip
def _namedtuple(
    machine: Machine, site: Site, name: object, names: object, rename: object, defaults: object,
    module: object,
) -> ClassValue:  # fmt: skip
    listed = names.replace(",", " ").split() if isinstance(names, str) else None
    fields = tuple(str(n) for n in (collected(machine, names, site) if listed is None else listed))
    machine.budget.charge_elements(ENTRY * (len(fields) + 8))
    for place, field in enumerate(fields):
        if not field.isidentifier():
            text = f"Type names and field names must be valid identifiers: {field!r}"
            raise TorchError("ValueError", text, "GV150")
        if field.startswith("_"):
            text = f"Field names cannot start with an underscore: {field!r}"
            raise TorchError("ValueError", text, "GV150")
        if field in fields[:place]:
            text = f"Encountered duplicate field name: {field!r}"
            raise TorchError("ValueError", text, "GV150")
    given = [] if defaults is None else collected(machine, defaults, site)
    if len(given) > len(fields):
        raise TorchError("TypeError", "Got more default values than field names", "GV159")
    cls = ClassValue(str(name), (TYPES["tuple"],), {}, None, f"__main__.{name}")
    _complete(cls, fields, dict(zip(fields[len(fields) - len(given) :], given, strict=True)))
    return cls


# ── their objects ─────────────────────────────────────────────────────────────────────────────


@method("_asdict")
def _asdict(machine: Machine, site: Site, value: NamedTuple) -> object:
    machine.budget.charge_elements(ENTRY * len(value))
    return dict(zip(value.fields, value, strict=True))


def _replace(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    value = args[0]
    assert isinstance(value, NamedTuple)
    unknown = [name for name in keywords if name not in value.fields]
    if unknown or len(args) > 1:
        raise wrong_call(f"Got unexpected field names: {unknown!r}")
    items = [keywords.get(name, item) for name, item in zip(value.fields, value, strict=True)]
    return _made(machine, value.cls, value.fields, items)


_METHODS: dict[str, Native] = {**METHODS_OF[tuple], "_asdict": _asdict, "_replace": _replace}


def _get(machine: Machine, value: NamedTuple, name: str, site: Site) -> object:
    if name in value.fields:
        return value[value.fields.index(name)]
    member = value.cls.find(name)
    if isinstance(member, Property):
        return call(machine, member.getter, [value], {}, site)
    if member is not MISSING:
        of_class = isinstance(member, ClassMethod | StaticMethod)
        return bound(member, value.cls if of_class else value)
    return Method(name, value, _METHODS[name]) if name in _METHODS else MISSING


def _text(value: object) -> texts.Opened:
    assert isinstance(value, NamedTuple)

    def parts() -> Iterator[tuple[str, object]]:
        before = ""
        for name, item in zip(value.fields, value, strict=True):
            yield f"{before}{name}=", item
            before = ", "

    return f"{value.cls.name}(", parts(), ")"


def _own_text(machine: Machine, value: NamedTuple) -> str | None:
    """What a `__repr__` of its class gives."""
    member = value.cls.find("__repr__")
    if member is MISSING:
        return None
    result = call(machine, bound(member, value), [], {}, machine.statement or (1, 0, 1, 0))
    if not isinstance(result, str):
        text = f"__repr__ returned non-string (type {texts.type_name(result)})"
        raise TorchError("TypeError", text, "GV153")
    return result


def _set(machine: Machine, value: NamedTuple, name: str, item: object, site: Site) -> None:
    text = f"'{value.cls.name}' object has no attribute '{name}'"
    if name in value.fields:
        text = "can't set attribute"
    raise TorchError("AttributeError", text, "GV164")


attributes.GETTERS[NamedTuple] = _get
attributes.SETTERS[NamedTuple] = _set
texts.OPENED[NamedTuple] = _text
texts.OWN[NamedTuple] = _own_text

NAMED_TUPLE = Type("NamedTuple", TYPES["tuple"])
"""`typing.NamedTuple`: a base of classes."""
NAMED_TUPLE.derive = _declared

NAMEDTUPLE = Builtin("namedtuple", _namedtuple)
"""`collections.namedtuple`."""
