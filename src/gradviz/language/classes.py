"""What classes of the program and their objects do: attributes, calls, operators, items, text.

A special method is what stands under its name in the class's order of resolution. The functions
here join the tables of what other values do: how they are called, read, written to, iterated over.
"""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import attributes, calls, containers, texts
from gradviz.language.calls import call
from gradviz.language.machine import Machine
from gradviz.language.methods import METHODS_OF_TYPE
from gradviz.language.objects import (
    MEMBER_MAP,
    MISSING,
    BoundMethod,
    ClassValue,
    Instance,
    Property,
    Super,
)
from gradviz.language.signature import method
from gradviz.language.special import bound, of_class, special
from gradviz.language.texts import type_name
from gradviz.language.values import Builtin, ExceptionValue, Method, Native

# ── attributes ────────────────────────────────────────────────────────────────────────────────


def get_of_instance(machine: Machine, owner: Instance, name: str, site: Site) -> object:
    """`object.name`: a property, then the object's own, then the class's, then `__getattr__`."""
    member = owner.cls.find(name)
    if isinstance(member, Property):
        return call(machine, member.getter, [owner], {}, site)
    value = owner.attributes.get(name, MISSING)
    if value is not MISSING:
        return value
    if member is not MISSING:
        return bound(member, owner)
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return attributes_of(owner)
    fallback = special(owner, "__getattr__")
    if fallback is not MISSING:
        return call(machine, fallback, [name], {}, site)
    return MISSING


def attributes_of(owner: Instance) -> object:
    """`object.__dict__`: its own attributes but for those in slots; MISSING where all are."""
    if owner.cls.slots is not None:
        return MISSING
    slots = [
        kind.members["__slots__"] for kind in owner.cls.mro
        if isinstance(kind, ClassValue) and "__slots__" in kind.members
    ]  # fmt: skip
    if not slots:
        return owner.attributes
    held = {
        name for names in slots
        for name in (names if isinstance(names, list | tuple | dict) else [names])
    }  # fmt: skip
    return {name: value for name, value in owner.attributes.items() if name not in held}


def get_of_class(machine: Machine, cls: ClassValue, name: str, site: Site) -> object:
    """`Class.name`."""
    member = cls.find(name)
    if member is not MISSING:
        return of_class(member, cls)
    if name == "__name__":
        return cls.name
    if name == "__qualname__":
        return cls.path.removeprefix("__main__.")
    if name == "__module__":
        return cls.path.rpartition(".")[0]
    if name == "__dict__":
        return dict(cls.members)
    return attributes.of_type(cls, name)


def get_of_super(machine: Machine, owner: Super, name: str, site: Site) -> object:
    """`super().name`: what comes after the class in the object's order of resolution."""
    cls = owner.owner.cls if isinstance(owner.owner, Instance) else owner.owner
    if isinstance(cls, ExceptionValue):
        cls = cls.type
    assert isinstance(cls, ClassValue)
    for kind in cls.mro[cls.mro.index(owner.after) + 1 :]:
        if isinstance(kind, ClassValue) and name in kind.members:
            member = kind.members[name]
            if isinstance(member, Property):
                return call(machine, member.getter, [owner.owner], {}, site)
            return bound(member, owner.owner)
    if name == "__init__" and isinstance(owner.owner, ExceptionValue):
        return Builtin(name, _set_arguments(owner.owner))
    if name == "__str__" and isinstance(owner.owner, ExceptionValue):
        return Method(name, owner.owner, _plain_text)
    if name in ("__init__", "__init_subclass__"):  # object's
        return Builtin(name, lambda machine, args, keywords, site: None)
    plain = METHODS_OF_TYPE["object"].get(name)
    return MISSING if plain is None else Method(name, owner.owner, plain)


@method("__setattr__", 2)
def _set_plainly(machine: Machine, site: Site, owner: object, name: object, value: object) -> None:
    """`object.__setattr__(owner, name, value)`: past a `__setattr__` of the class's own."""
    machine.budget.charge_elements(containers.ENTRY)
    _set_own(_object(owner, name), str(name), value)


@method("__delattr__", 1)
def _delete_plainly(machine: Machine, site: Site, owner: object, name: object) -> None:
    """`object.__delattr__(owner, name)`."""
    _delete_own(_object(owner, name), str(name))


def _object(owner: object, name: object) -> Instance:
    if not isinstance(owner, Instance) or not isinstance(name, str):
        text = f"'{type_name(owner)}' object has no attribute '{name}'"
        raise TorchError("AttributeError", text, "GV164")
    return owner


METHODS_OF_TYPE["object"] = {"__setattr__": _set_plainly, "__delattr__": _delete_plainly}


# ── exceptions of the program's own classes ───────────────────────────────────────────────────


def _set_arguments(owner: ExceptionValue) -> Native:
    """`super().__init__(…)` of an exception."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner.args = tuple(args)
        return None

    return run


def _plain_text(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    (owner,) = args
    assert isinstance(owner, ExceptionValue)
    return texts.exception_text(machine, owner)


def raisable(cls: ClassValue) -> Native:
    """Calling a class of exceptions of the program's."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        value = ExceptionValue(cls, tuple(args))
        member = cls.find("__init__")
        if member is not MISSING:
            call(machine, bound(member, value), args, keywords, site)
        elif keywords:
            raise TorchError("TypeError", f"{cls.name}() takes no keyword arguments", "GV159")
        return value

    return run


def _get_of_exception(machine: Machine, owner: ExceptionValue, name: str, site: Site) -> object:
    """`e.name`: what the program put there, then what its class has, then Python's own."""
    if name in owner.attributes:
        return owner.attributes[name]
    member = owner.type.find(name) if isinstance(owner.type, ClassValue) else MISSING
    if isinstance(member, Property):
        return call(machine, member.getter, [owner], {}, site)
    if member is not MISSING:
        return bound(member, owner)
    if name == "value" and owner.type.name == "StopIteration":
        return owner.args[0] if owner.args else None
    return {"args": owner.args, "__cause__": owner.cause}.get(name, MISSING)


def _set_of_exception(
    machine: Machine, owner: ExceptionValue, name: str, value: object, site: Site
) -> None:
    machine.budget.charge_elements(1)
    if name == "args" and isinstance(value, tuple):
        owner.args = value
    else:
        owner.attributes[name] = value


def _text_of_exception(machine: Machine, owner: ExceptionValue) -> str:
    member = owner.type.find("__str__") if isinstance(owner.type, ClassValue) else MISSING
    if member is MISSING:
        return texts.exception_text(machine, owner)
    return _text(machine, bound(member, owner), "__str__")


def get_of_method(machine: Machine, method: BoundMethod, name: str, site: Site) -> object:
    """`object.method.name`."""
    if name == "__self__":
        return method.owner
    if name == "__func__":
        return method.function
    if name in ("__name__", "__doc__", "__qualname__"):
        return attributes.get_attribute(machine, method.function, name, site)
    return MISSING


def set_of_instance(
    machine: Machine, owner: Instance, name: str, value: object, site: Site
) -> None:
    """`object.name = value`: a property's setter, then `__setattr__`, then the object's own."""
    member = owner.cls.find(name)
    if isinstance(member, Property):
        if member.setter is None:
            text = f"property '{name}' of '{owner.cls.name}' object has no setter"
            raise TorchError("AttributeError", text, "GV164")
        call(machine, member.setter, [owner, value], {}, site)
        return
    setter = special(owner, "__setattr__")
    if setter is not MISSING:
        call(machine, setter, [name, value], {}, site)
        return
    machine.budget.charge_elements(containers.ENTRY)
    _set_own(owner, name, value)


def _set_own(owner: Instance, name: str, value: object) -> None:
    if owner.cls.slots is not None and name not in owner.cls.slots:
        text = f"'{owner.cls.name}' object has no attribute '{name}'"
        if owner.cls.find(name) is not MISSING:
            text = f"'{owner.cls.name}' object attribute '{name}' is read-only"
        raise TorchError("AttributeError", text, "GV164")
    owner.attributes[name] = value


def set_of_class(machine: Machine, cls: ClassValue, name: str, value: object, site: Site) -> None:
    """`Class.name = value`."""
    if MEMBER_MAP in cls.members and name in cls.members[MEMBER_MAP]:  # type: ignore[operator]
        raise TorchError("AttributeError", f"cannot reassign member '{name}'", "GV164")
    cls.members[name] = value


def delete_of_instance(machine: Machine, owner: Instance, name: str, site: Site) -> None:
    """`del object.name`: by `__delattr__`, else from the object's own."""
    deleter = special(owner, "__delattr__")
    if deleter is not MISSING:
        call(machine, deleter, [name], {}, site)
        return
    _delete_own(owner, name)


def _delete_own(owner: Instance, name: str) -> None:
    if owner.attributes.pop(name, MISSING) is MISSING:
        text = f"'{owner.cls.name}' object has no attribute '{name}'"
        raise TorchError("AttributeError", text, "GV164")


# ── calls ─────────────────────────────────────────────────────────────────────────────────────


def make(
    machine: Machine, cls: ClassValue, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`Class(…)`: a new object, initialised."""
    machine.budget.charge_step()
    machine.budget.charge_elements(containers.ENTRY)
    if cls.abstract:
        plural = "s" if len(cls.abstract) > 1 else ""
        text = (
            f"Can't instantiate abstract class {cls.name} with abstract method{plural} "
            f"{', '.join(cls.abstract)}"
        )
        raise TorchError("TypeError", text, "GV159")
    if cls.call is not None:
        return cls.call(machine, args, keywords, site)
    owner = Instance(cls)
    initialise = special(owner, "__init__")
    if initialise is not MISSING:
        try:
            call(machine, initialise, args, keywords, site)
        except TorchError as error:
            owner_name, dot, rest = error.message.partition(".__init__()")
            if error.code == "GV159" and dot and owner_name.startswith("_"):  # a base of ours
                error.message = f"{cls.name}{dot}{rest}"
            raise
    elif args or keywords:
        raise TorchError("TypeError", f"{cls.name}() takes no arguments", "GV159")
    return owner


def call_instance(
    machine: Machine, owner: Instance, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`object(…)`."""
    method = special(owner, "__call__")
    if method is MISSING:
        text = f"'{owner.cls.name}' object is not callable"
        raise TorchError("TypeError", text, "GV158")
    return call(machine, method, args, keywords, site)


def call_method(
    machine: Machine,
    method: BoundMethod,
    args: list[object],
    keywords: dict[str, object],
    site: Site,
) -> object:
    """`object.method(…)`."""
    return call(machine, method.function, [method.owner, *args], keywords, site)


# ── items ─────────────────────────────────────────────────────────────────────────────────────


def items_of(machine: Machine, owner: Instance, site: Site) -> Iterator[object]:
    """What iterating over an object gives: by `__iter__`, else by `__getitem__` from 0."""
    method = special(owner, "__iter__")
    if method is not MISSING:
        result = call(machine, method, [], {}, site)
        if isinstance(result, Instance):
            return _next_items(machine, result, site)
        return containers.iterate(machine, result, site)
    getter = special(owner, "__getitem__")
    if getter is MISSING:
        text = f"'{owner.cls.name}' object is not iterable"
        raise TorchError("TypeError", text, "GV162")
    return _numbered_items(machine, getter, site)


def _numbered_items(machine: Machine, getter: object, site: Site) -> Iterator[object]:
    index = 0
    while True:
        machine.budget.charge_step()
        try:
            item = call(machine, getter, [index], {}, site)
        except TorchError as error:
            if error.type == "IndexError":
                return
            raise
        yield item
        index += 1


def _next_items(machine: Machine, owner: Instance, site: Site) -> Iterator[object]:
    method = special(owner, "__next__")
    if method is MISSING:
        text = f"iter() returned non-iterator of type '{owner.cls.name}'"
        raise TorchError("TypeError", text, "GV162")
    while True:
        machine.budget.charge_step()
        try:
            item = call(machine, method, [], {}, site)
        except TorchError as error:
            if error.type == "StopIteration":
                return
            raise
        yield item


def _required(machine: Machine, owner: Instance, name: str, text: str) -> object:
    method = special(owner, name)
    if method is MISSING:
        raise TorchError("TypeError", text, "GV163")
    return method


def length_of(machine: Machine, owner: Instance, site: Site) -> int:
    """`len(object)`."""
    text = f"object of type '{owner.cls.name}' has no len()"
    result = call(machine, _required(machine, owner, "__len__", text), [], {}, site)
    if not isinstance(result, int):
        text = f"'{type_name(result)}' object cannot be interpreted as an integer"
        raise TorchError("TypeError", text, "GV153")
    return result


def get_item(machine: Machine, owner: Instance, key: object, site: Site) -> object:
    """`object[key]`."""
    text = f"'{owner.cls.name}' object is not subscriptable"
    return call(machine, _required(machine, owner, "__getitem__", text), [key], {}, site)


def set_item(machine: Machine, owner: Instance, key: object, item: object, site: Site) -> None:
    """`object[key] = item`."""
    text = f"'{owner.cls.name}' object does not support item assignment"
    call(machine, _required(machine, owner, "__setitem__", text), [key, item], {}, site)


def delete_item(machine: Machine, owner: Instance, key: object, site: Site) -> None:
    """`del object[key]`."""
    text = f"'{owner.cls.name}' object doesn't support item deletion"
    call(machine, _required(machine, owner, "__delitem__", text), [key], {}, site)


# ── text ──────────────────────────────────────────────────────────────────────────────────────


def repr_of(machine: Machine, owner: Instance) -> str:
    """`repr(object)`: by `__repr__`, else where it lies."""
    method = special(owner, "__repr__")
    if method is MISSING:
        return f"<{owner.cls.path} object at 0x{machine.identity(owner):012x}>"
    return _text(machine, method, "__repr__")


def str_of(machine: Machine, owner: Instance) -> str:
    """`str(object)`: by `__str__`, else its repr."""
    method = special(owner, "__str__")
    return repr_of(machine, owner) if method is MISSING else _text(machine, method, "__str__")


def _text(machine: Machine, method: object, name: str) -> str:
    site = machine.statement or (1, 0, 1, 0)
    result = call(machine, method, [], {}, site)
    if not isinstance(result, str):
        text = f"{name} returned non-string (type {type_name(result)})"
        raise TorchError("TypeError", text, "GV153")
    return result


calls.CALLERS.update({ClassValue: make, Instance: call_instance, BoundMethod: call_method})
attributes.GETTERS.update({
    Instance: get_of_instance, ClassValue: get_of_class, Super: get_of_super,
    BoundMethod: get_of_method, ExceptionValue: _get_of_exception,
})  # fmt: skip
attributes.SETTERS.update({
    Instance: set_of_instance, ClassValue: set_of_class, ExceptionValue: _set_of_exception,
})  # fmt: skip
attributes.DELETERS[Instance] = delete_of_instance
containers.ITERATORS[Instance] = items_of
containers.LENGTHS[Instance] = length_of
containers.ITEM_GETTERS[Instance] = get_item
containers.ITEM_SETTERS[Instance] = set_item
containers.ITEM_DELETERS[Instance] = delete_item
texts.REPRS[Instance] = repr_of
texts.STRS[Instance] = str_of
texts.STRS[ExceptionValue] = _text_of_exception
