"""Methods of Python's own values: lists, dicts, sets, and of our iterators and handles.

Those of strings are in `strings`. A method costs what it does, and pays before it does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from types import GeneratorType

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.containers import ENTRY, ITEM, collected, counted, dict_of, key_error, set_of
from gradviz.language.conversion import as_index
from gradviz.language.exceptions import exception_value, raised
from gradviz.language.keys import checked_key
from gradviz.language.machine import Machine, native_error
from gradviz.language.operators import equal
from gradviz.language.ordering import sorted_values
from gradviz.language.signature import method, named, wrong_call
from gradviz.language.strings import STRING_METHODS
from gradviz.language.texts import to_repr
from gradviz.language.values import (
    DictView,
    FrozenSet,
    HookHandle,
    Iteration,
    Native,
    OrderedDict,
    Results,
    Set,
    Size,
    stopped,
)

_NOTHING = object()

Items = list[object] | tuple[object, ...]
Dict = dict[object, object]


# ── lists and tuples ──────────────────────────────────────────────────────────────────────────


@method("list.append", 1)
def _append(machine: Machine, site: Site, items: list[object], item: object) -> None:
    machine.budget.charge_elements(ITEM)
    items.append(item)


@method("list.extend", 1)
def _extend(machine: Machine, site: Site, items: list[object], others: object) -> None:
    items.extend(collected(machine, others, site))


@method("list.insert", 2)
def _insert(machine: Machine, site: Site, items: list[object], place: object, item: object) -> None:
    machine.budget.charge_elements(ITEM)
    machine.budget.charge_work(len(items))
    items.insert(_clipped(place), item)


def _clipped(place: object) -> int:
    return max(min(as_index(place), 2**62), -(2**62))


@method("list.pop", 0, 1)
def _pop(machine: Machine, site: Site, items: list[object], place: object = -1) -> object:
    machine.budget.charge_work(len(items))
    try:
        return items.pop(_clipped(place))
    except IndexError as error:
        raise native_error(error) from None


@method("list.remove", 1)
def _remove(machine: Machine, site: Site, items: list[object], item: object) -> None:
    place = _found(machine, items, item, site)
    if place is None:
        raise TorchError("ValueError", "list.remove(x): x not in list", "GV150")
    del items[place]


@method("list.index", 1, 3)
def _index(
    machine: Machine, site: Site, items: Items, item: object, start: object = 0,
    stop: object = None,
) -> object:  # fmt: skip
    first, last, _ = slice(_clipped(start), None if stop is None else _clipped(stop)).indices(
        len(items)
    )
    place = _found(machine, items[first:last], item, site)
    if place is None:
        text = "tuple.index(x): x not in tuple"
        if isinstance(items, list):
            text = f"{to_repr(machine, item)} is not in list"
        raise TorchError("ValueError", text, "GV150")
    return first + place


def _found(machine: Machine, items: Items, item: object, site: Site) -> int | None:
    for place, other in enumerate(counted(machine, items, site)):
        if other is item or equal(machine, other, item, site):
            return place
    return None


@method("list.count", 1)
def _count(machine: Machine, site: Site, items: Items, item: object) -> object:
    return sum(
        other is item or equal(machine, other, item, site)
        for other in counted(machine, items, site)
    )


@method("list.clear")
def _clear(machine: Machine, site: Site, items: list[object] | Dict) -> None:
    items.clear()


@method("list.reverse")
def _reverse(machine: Machine, site: Site, items: list[object]) -> None:
    machine.budget.charge_work(len(items))
    items.reverse()


@method("list.copy")
def _copy_list(machine: Machine, site: Site, items: list[object]) -> object:
    return collected(machine, items, site)


def _sort(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> None:
    if len(args) > 1:
        raise wrong_call("sort() takes no positional arguments")
    for keyword in keywords:
        if keyword not in ("key", "reverse"):
            raise wrong_call(f"'{keyword}' is an invalid keyword argument for sort()")
    (items,) = args
    assert isinstance(items, list)
    items[:] = sorted_values(
        machine, list(items), keywords.get("key"), keywords.get("reverse", False), site
    )


@method("numel")
def _numel(machine: Machine, site: Site, size: Size) -> object:
    return prod(size)


# ── dicts ─────────────────────────────────────────────────────────────────────────────────────


@method("dict.get", 1, 2)
def _get(
    machine: Machine, site: Site, entries: Dict, key: object, default: object = None
) -> object:
    return entries.get(checked_key(machine, key), default)


@method("dict.setdefault", 1, 2)
def _setdefault(
    machine: Machine, site: Site, entries: Dict, key: object, default: object = None
) -> object:
    machine.budget.charge_elements(ENTRY)
    return entries.setdefault(checked_key(machine, key), default)


@method("dict.pop", 1, 2)
def _pop_key(
    machine: Machine, site: Site, entries: Dict, key: object, default: object = _NOTHING
) -> object:
    item = entries.pop(checked_key(machine, key), default)
    if item is _NOTHING:
        raise key_error(machine, key)
    return item


@method("dict.popitem")
def _popitem(machine: Machine, site: Site, entries: Dict) -> object:
    try:
        return entries.popitem()
    except KeyError as error:
        raise native_error(error) from None


@method("dict.copy")
def _copy_dict(machine: Machine, site: Site, entries: Dict) -> object:
    return dict_of(machine, type(entries)(), entries, {}, site)


@named("move_to_end", "self", "key", "last", last=True)
def _move_to_end(machine: Machine, site: Site, entries: Dict, key: object, last: object) -> None:
    if checked_key(machine, key) not in entries:
        raise key_error(machine, key)
    machine.budget.charge_work(len(entries))
    moved = {key: entries.pop(key)}
    if not last:
        moved.update(entries)
        entries.clear()
    entries.update(moved)


def _update(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> None:
    entries, *others = args
    assert isinstance(entries, dict)
    if len(others) > 1:
        raise wrong_call(f"update expected at most 1 argument, got {len(others)}")
    dict_of(machine, entries, others[0] if others else {}, keywords, site)


def _view(name: str) -> Native:
    @method(name)
    def run(machine: Machine, site: Site, entries: Dict) -> object:
        return DictView(name, entries)

    return run


@method("fromkeys", 1, 2)
def fromkeys(
    machine: Machine, site: Site, kind: object, keys: object, value: object = None
) -> object:
    """`dict.fromkeys(keys, value)`."""
    return dict.fromkeys(set_of(machine, Set(), keys, site).items, value)


# ── sets ──────────────────────────────────────────────────────────────────────────────────────


@method("set.add", 1)
def _add(machine: Machine, site: Site, items: Set, item: object) -> None:
    machine.budget.charge_elements(ENTRY)
    items.items[checked_key(machine, item)] = None


@method("set.discard", 1)
def _discard(machine: Machine, site: Site, items: Set, item: object) -> None:
    items.items.pop(checked_key(machine, item), None)


@method("set.remove", 1)
def _remove_item(machine: Machine, site: Site, items: Set, item: object) -> None:
    if checked_key(machine, item) not in items.items:
        raise key_error(machine, item)
    del items.items[item]


@method("set.pop")
def _pop_item(machine: Machine, site: Site, items: Set) -> object:
    if not items.items:
        raise native_error(KeyError("pop from an empty set"))
    first = next(iter(items.items))
    del items.items[first]
    return first


@method("set.clear")
def _clear_set(machine: Machine, site: Site, items: Set) -> None:
    items.items.clear()


@method("set.copy")
def _copy_set(machine: Machine, site: Site, items: Set) -> object:
    return set_of(machine, type(items)(), items, site)


def _others(
    machine: Machine, args: list[object], keywords: dict[str, object], name: str, site: Site
) -> Iterator[tuple[Set, Set]]:
    """The set before the dot, beside each argument as a set."""
    if keywords:
        raise wrong_call(f"set.{name}() takes no keyword arguments")
    owner, *others = args
    assert isinstance(owner, Set)
    for other in others:
        yield owner, set_of(machine, Set(), other, site)


def _changing(name: str, change: Callable[[Set, Set], dict[object, None]], *, kept: bool) -> Native:
    """`union` and its like, of any number of iterables; `kept` says whether it changes the set."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner = args[0]
        assert isinstance(owner, Set)
        result = owner if kept else set_of(machine, type(owner)(), owner, site)
        for _, other in _others(machine, args, keywords, name, site):
            machine.budget.charge_elements(ENTRY * len(other.items))
            result.items = change(result, other)
        return None if kept else result

    return run


def _united(a: Set, b: Set) -> dict[object, None]:
    return {**a.items, **b.items}


def _without(a: Set, b: Set) -> dict[object, None]:
    return {item: None for item in a.items if item not in b.items}


def _common(a: Set, b: Set) -> dict[object, None]:
    return {item: None for item in a.items if item in b.items}


def _differing(a: Set, b: Set) -> dict[object, None]:
    return {**_without(a, b), **_without(b, a)}


def _test(name: str, holds: Callable[[Set, Set], bool]) -> Native:
    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        if len(args) != 2:
            raise wrong_call(f"set.{name}() takes exactly one argument ({len(args) - 1} given)")
        ((owner, other),) = _others(machine, args, keywords, name, site)
        return holds(owner, other)

    return run


_CHANGES = {"union": _united, "intersection": _common, "difference": _without,
            "symmetric_difference": _differing}  # fmt: skip
_READING: dict[str, Native] = {
    **{name: _changing(name, change, kept=False) for name, change in _CHANGES.items()},
    "copy": _copy_set,
    "issubset": _test("issubset", lambda a, b: a.items.keys() <= b.items.keys()),
    "issuperset": _test("issuperset", lambda a, b: a.items.keys() >= b.items.keys()),
    "isdisjoint": _test("isdisjoint", lambda a, b: a.items.keys().isdisjoint(b.items)),
}


# ── others ────────────────────────────────────────────────────────────────────────────────────


@method("__next__")
def _next_item(machine: Machine, site: Site, items: Iteration) -> object:
    try:
        return next(items.items)
    except StopIteration as end:
        raise stopped(end) from None


def _running(items: Iteration, name: str) -> GeneratorType[object, object, None]:
    """The Python generator behind one of the program's: nothing else can be sent anything."""
    if not isinstance(items.items, GeneratorType) or items.kind != "generator":
        text = f"'{items.kind}' object has no attribute '{name}'"
        raise TorchError("AttributeError", text, "GV164")
    return items.items


@method("generator.send", 1)
def _send(machine: Machine, site: Site, items: Iteration, value: object) -> object:
    run = _running(items, "send")
    if value is not None and run.gi_frame is not None and not run.gi_suspended:
        text = "can't send non-None value to a just-started generator"
        raise TorchError("TypeError", text, "GV162")
    try:
        return run.send(value)
    except StopIteration as end:
        raise stopped(end) from None


@method("generator.throw", 1, 3)
def _throw(
    machine: Machine, site: Site, items: Iteration, kind: object, value: object = None,
    trace: object = None,
) -> object:  # fmt: skip
    run = _running(items, "throw")
    error = raised(machine, kind if value is None else value, site)
    try:
        return run.throw(error)
    except StopIteration as end:
        raise stopped(end) from None


@method("generator.close")
def _close(machine: Machine, site: Site, items: Iteration) -> None:
    run = _running(items, "close")
    if not run.gi_suspended:
        run.close()
        return
    error = raised(machine, exception_value("GeneratorExit", ()), site)
    try:
        run.throw(error)
    except StopIteration:
        return
    except TorchError as other:
        if other.type == "GeneratorExit":
            return
        raise
    raise TorchError("RuntimeError", "generator ignored GeneratorExit", "GV162")


@method("remove")
def _remove_hook(machine: Machine, site: Site, handle: HookHandle) -> None:
    handle.hooks.pop(handle.key, None)


def _number_method(kind: type[int] | type[float], name: str) -> Native:
    compute: Callable[..., object] = getattr(kind, name)

    @method(f"{kind.__name__}.{name}")
    def run(machine: Machine, site: Site, number: float) -> object:
        try:
            return compute(number)
        except (OverflowError, ValueError) as error:
            raise native_error(error) from None

    return run


_OF_INT = {
    name: _number_method(int, name)
    for name in ("bit_length", "bit_count", "conjugate", "as_integer_ratio")
}
_OF_FLOAT = {
    name: _number_method(float, name)
    for name in ("is_integer", "hex", "conjugate", "as_integer_ratio")
}


_SEQUENCE = {"count": _count, "index": _index}

_DICT: dict[str, Native] = {
    **{name: _view(name) for name in ("keys", "values", "items")}, "get": _get, "pop": _pop_key,
    "clear": _clear, "copy": _copy_dict, "setdefault": _setdefault, "popitem": _popitem,
    "update": _update,
}  # fmt: skip

METHODS_OF: dict[type, dict[str, Native]] = {
    str: STRING_METHODS,
    list: {**_SEQUENCE, "append": _append, "extend": _extend, "insert": _insert, "pop": _pop,
           "remove": _remove, "clear": _clear, "reverse": _reverse, "copy": _copy_list,
           "sort": _sort},
    tuple: _SEQUENCE,
    Size: {**_SEQUENCE, "numel": _numel},
    Results: _SEQUENCE,
    dict: _DICT,
    OrderedDict: {**_DICT, "move_to_end": _move_to_end},
    Set: {**_READING, "add": _add, "discard": _discard, "remove": _remove_item, "pop": _pop_item,
          "clear": _clear_set,
          **{f"{name}_update".removeprefix("union_"): _changing(name, change, kept=True)
             for name, change in _CHANGES.items()}},
    FrozenSet: _READING,
    HookHandle: {"remove": _remove_hook},
    Iteration: {"__next__": _next_item, "send": _send, "throw": _throw, "close": _close},
    float: _OF_FLOAT,
    int: _OF_INT,
    bool: _OF_INT,
}  # fmt: skip
"""The methods of each type: a name that is not here does not exist for a program."""

METHODS_OF_TYPE: dict[str, dict[str, Native]] = {
    **{kind.__name__: methods for kind, methods in METHODS_OF.items()},
    "set": METHODS_OF[Set],
    "frozenset": METHODS_OF[FrozenSet],
}
"""The same by the name that a program has for the type."""
