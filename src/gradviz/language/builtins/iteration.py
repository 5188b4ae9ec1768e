"""Builtins that iterate over values, and that make containers of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language.calls import call
from gradviz.language.containers import (
    LENGTHS,
    collected,
    counted,
    dict_of,
    iterate,
    length,
    set_of,
)
from gradviz.language.conversion import as_index
from gradviz.language.machine import Machine, native_error
from gradviz.language.objects import MISSING, Instance
from gradviz.language.operators import BINARY, COMPARE, truth
from gradviz.language.ordering import keyed, sorted_values
from gradviz.language.signature import named, positional, wrong_call
from gradviz.language.special import special
from gradviz.language.texts import type_name
from gradviz.language.types import TYPES
from gradviz.language.values import (
    DictView,
    FrozenSet,
    Iteration,
    Native,
    OrderedDict,
    Set,
    stopped,
)

_NOTHING = object()


@positional("len", 1)
def _len(machine: Machine, site: Site, value: object) -> object:
    of_object = LENGTHS.get(type(value))
    return length(value) if of_object is None else of_object(machine, value, site)


@positional("range", 1, 3)
def _range(machine: Machine, site: Site, *bounds: object) -> object:
    try:
        return range(*[as_index(bound) for bound in bounds])
    except ValueError as error:
        raise native_error(error) from None


@named("enumerate", "iterable", "start", start=0)
def _enumerate(machine: Machine, site: Site, items: object, start: object) -> object:
    return Iteration("enumerate", enumerate(iterate(machine, items, site), as_index(start)))


def _zip(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    strict = _only(keywords, "zip", "strict")
    sources = [iterate(machine, arg, site) for arg in args]
    return Iteration("zip", _zipped(sources, strict=truth(machine, strict)))


def _only(keywords: dict[str, object], function: str, name: str) -> object:
    for keyword in keywords:
        if keyword != name:
            raise wrong_call(f"{function}() got an unexpected keyword argument '{keyword}'")
    return keywords.get(name)


def _zipped(sources: list[Iterator[object]], *, strict: bool) -> Iterator[object]:
    try:
        yield from zip(*sources, strict=strict)
    except ValueError as error:
        raise native_error(error) from None


def _map(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    if len(args) < 2:
        raise wrong_call("map() must have at least two arguments.")
    function, *sources = args
    rows = zip(*[iterate(machine, source, site) for source in sources], strict=False)
    return Iteration("map", (call(machine, function, list(row), {}, site) for row in rows))


@positional("filter", 2)
def _filter(machine: Machine, site: Site, function: object, source: object) -> object:
    def kept(item: object) -> bool:
        verdict = item if function is None else call(machine, function, [item], {}, site)
        return truth(machine, verdict)

    return Iteration("filter", (item for item in counted(machine, source, site) if kept(item)))


@positional("reversed", 1)
def _reversed(machine: Machine, site: Site, value: object) -> object:
    if type(value) is Tensor:
        if not value.ndim:
            return value
        return machine.tape.call(TABLE["flip"], (value, 0), NO_ATTRS, site)
    if isinstance(value, DictView):
        backwards = reversed(list(value.read()))
        return Iteration(f"dict_reverse{value.kind.rstrip('s')}iterator", backwards)
    if isinstance(value, list | tuple | str | range | dict):
        kind = _REVERSED.get(type(value), "reversed")
        return Iteration(kind, reversed(value))
    raise TorchError("TypeError", f"'{type_name(value)}' object is not reversible", "GV162")


_REVERSED: dict[type, str] = {
    list: "list_reverseiterator", range: "range_iterator", dict: "dict_reversekeyiterator",
}  # fmt: skip


@positional("iter", 1, 2)
def _iter(machine: Machine, site: Site, value: object, sentinel: object = _NOTHING) -> object:
    if sentinel is not _NOTHING:
        return Iteration("callable_iterator", _called(machine, value, sentinel, site))
    if isinstance(value, Iteration):
        return value
    if isinstance(value, Instance) and special(value, "__iter__") is not MISSING:
        made = call(machine, special(value, "__iter__"), [], {}, site)
        if isinstance(made, Iteration) or (
            isinstance(made, Instance) and special(made, "__next__") is not MISSING
        ):
            return made
        text = f"iter() returned non-iterator of type '{type_name(made)}'"
        raise TorchError("TypeError", text, "GV162")
    return Iteration(_iterator_name(value), iterate(machine, value, site))


def _called(machine: Machine, function: object, sentinel: object, site: Site) -> Iterator[object]:
    equal = COMPARE[ast.Eq]
    while True:
        machine.budget.charge_step()
        item = call(machine, function, [], {}, site)
        if item is sentinel or truth(machine, equal(machine, item, sentinel, site)):
            return
        yield item


def _iterator_name(value: object) -> str:
    if isinstance(value, DictView):
        return f"dict_{value.kind.rstrip('s')}iterator"
    if isinstance(value, dict):
        return "dict_keyiterator"
    if isinstance(value, str):
        return "str_ascii_iterator" if value.isascii() else "str_iterator"
    return "tuple_iterator" if type(value) is Tensor else f"{type_name(value)}_iterator"


@positional("next", 1, 2)
def _next(machine: Machine, site: Site, value: object, default: object = _NOTHING) -> object:
    if isinstance(value, Instance):
        return _next_of_object(machine, value, default, site)
    if not isinstance(value, Iteration):
        raise _no_iterator(value)
    try:
        return next(value.items)
    except StopIteration as end:
        if default is _NOTHING:
            raise stopped(end) from None
        return default


def _no_iterator(value: object) -> TorchError:
    return TorchError("TypeError", f"'{type_name(value)}' object is not an iterator", "GV162")


def _next_of_object(machine: Machine, value: Instance, default: object, site: Site) -> object:
    """`next(object)` by `__next__`."""
    method = special(value, "__next__")
    if method is MISSING:
        raise _no_iterator(value)
    try:
        return call(machine, method, [], {}, site)
    except TorchError as error:
        if error.type != "StopIteration" or default is _NOTHING:
            raise
        return default


@named("sum", "iterable", "start", start=0)
def _sum(machine: Machine, site: Site, items: object, total: object) -> object:
    if isinstance(total, str):
        raise wrong_call("sum() can't sum strings [use ''.join(seq) instead]")
    add = BINARY[ast.Add]
    for item in counted(machine, items, site):
        total = add(machine, total, item, site)
    return total


def _extreme(name: str, better: type[ast.cmpop]) -> Native:
    """`max` and `min`, of one iterable or of several arguments."""
    compare = COMPARE[better]

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        _check_extreme(name, args, keywords)
        key = keywords.get("key")
        items = counted(machine, args[0] if len(args) == 1 else args, site)
        best = next(items, _NOTHING)
        if best is _NOTHING:
            if "default" in keywords:
                return keywords["default"]
            raise TorchError("ValueError", f"{name}() arg is an empty sequence", "GV150")
        best_key = keyed(machine, key, best, site)
        for item in items:
            item_key = keyed(machine, key, item, site)
            if truth(machine, compare(machine, item_key, best_key, site)):
                best, best_key = item, item_key
        return best

    return run


def _check_extreme(name: str, args: list[object], keywords: dict[str, object]) -> None:
    if not args:
        raise wrong_call(f"{name} expected at least 1 argument, got 0")
    for keyword in keywords:
        if keyword not in ("key", "default"):
            raise wrong_call(f"'{keyword}' is an invalid keyword argument for {name}()")
    if len(args) > 1 and "default" in keywords:
        raise wrong_call(
            f"Cannot specify a default for {name}() with multiple positional arguments"
        )


def _sorted(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    if len(args) != 1:
        raise wrong_call(f"sorted expected 1 argument, got {len(args)}")
    for keyword in keywords:
        if keyword not in ("key", "reverse"):
            raise wrong_call(f"'{keyword}' is an invalid keyword argument for sort()")
    items = collected(machine, args[0], site)
    return sorted_values(machine, items, keywords.get("key"), keywords.get("reverse", False), site)


@positional("any", 1)
def _any(machine: Machine, site: Site, items: object) -> object:
    return any(truth(machine, item) for item in counted(machine, items, site))


@positional("all", 1)
def _all(machine: Machine, site: Site, items: object) -> object:
    return all(truth(machine, item) for item in counted(machine, items, site))


@positional("list", 0, 1)
def _list(machine: Machine, site: Site, items: object = ()) -> object:
    return collected(machine, items, site)


@positional("tuple", 0, 1)
def _tuple(machine: Machine, site: Site, items: object = ()) -> object:
    return items if type(items) is tuple else tuple(collected(machine, items, site))


@positional("set", 0, 1)
def _set(machine: Machine, site: Site, items: object = ()) -> object:
    return set_of(machine, Set(), items, site)


@positional("frozenset", 0, 1)
def _frozenset(machine: Machine, site: Site, items: object = ()) -> object:
    return set_of(machine, FrozenSet(), items, site)


def _dict(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    if len(args) > 1:
        raise wrong_call(f"dict expected at most 1 argument, got {len(args)}")
    return dict_of(machine, {}, args[0] if args else {}, keywords, site)


def _ordered_dict(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    if len(args) > 1:
        raise wrong_call(f"OrderedDict expected at most 1 argument, got {len(args)}")
    return dict_of(machine, OrderedDict(), args[0] if args else {}, keywords, site)


@positional("slice", 1, 3)
def _slice(machine: Machine, site: Site, *bounds: object) -> object:
    return slice(*bounds)


FUNCTIONS: dict[str, Native] = {
    "len": _len, "reversed": _reversed, "iter": _iter, "next": _next, "sum": _sum,
    "max": _extreme("max", ast.Gt), "min": _extreme("min", ast.Lt), "sorted": _sorted,
    "any": _any, "all": _all,
}  # fmt: skip

TYPES["OrderedDict"].call = _ordered_dict
"""That of `collections`: no builtin."""

CONSTRUCTORS: dict[str, Native] = {
    "range": _range, "enumerate": _enumerate, "zip": _zip, "map": _map, "filter": _filter,
    "list": _list, "tuple": _tuple, "set": _set, "frozenset": _frozenset, "dict": _dict,
    "slice": _slice,
}  # fmt: skip
