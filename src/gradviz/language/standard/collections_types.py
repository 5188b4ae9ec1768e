"""collections: defaultdict, Counter and deque. (namedtuple is in `named_tuples`.)"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import attributes, containers, operators, texts
from gradviz.language.calls import call
from gradviz.language.containers import ENTRY, ITEM, collected, counted, dict_of
from gradviz.language.conversion import as_index
from gradviz.language.keys import checked_key
from gradviz.language.machine import Machine, native_error
from gradviz.language.methods import METHODS_OF
from gradviz.language.objects import MISSING
from gradviz.language.operators import BINARY, COMPARE, truth
from gradviz.language.ordering import sorted_values
from gradviz.language.signature import method, named, wrong_call
from gradviz.language.types import TYPES
from gradviz.language.values import Iteration, Method, Native, Type

Dict = dict[object, object]


class DefaultDict(dict[object, object]):
    """A `collections.defaultdict`."""

    factory: object = None


class Counter(dict[object, object]):
    """A `collections.Counter`."""

    __slots__ = ()


class Deque:
    """A `collections.deque`: a list, of which the ends are what one asks for."""

    __slots__ = ("items", "maxlen")

    def __init__(self, items: list[object], maxlen: int | None) -> None:
        self.items = items
        self.maxlen = maxlen

    def cut(self, *, left: bool) -> None:
        """Takes away what is too much, at one end."""
        if self.maxlen is not None and len(self.items) > self.maxlen:
            count = len(self.items) - self.maxlen
            if left:
                del self.items[:count]
            else:
                del self.items[-count:]


# ── defaultdict ───────────────────────────────────────────────────────────────────────────────


def _make_default_dict(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    result = DefaultDict()
    result.factory = args[0] if args else None
    if result.factory is not None and not _callable(result.factory):
        raise wrong_call("first argument must be callable or None")
    return dict_of(machine, result, args[1] if len(args) > 1 else {}, keywords, site)


def _callable(value: object) -> bool:
    return not isinstance(value, int | float | str | list | tuple | dict)


def _make_missing(machine: Machine, value: DefaultDict, key: object, site: Site) -> object:
    """`d[key]` of a key that is not there yet."""
    if value.factory is None:
        raise native_error(KeyError(key))
    machine.budget.charge_elements(ENTRY)
    made = value[key] = call(machine, value.factory, [], {}, site)
    return made


def _entries(entries: Dict) -> Iterator[tuple[str, object]]:
    before = ""
    for key, value in entries.items():
        yield before, key
        yield ": ", value
        before = ", "


def _default_dict_text(value: object) -> texts.Opened:
    assert isinstance(value, DefaultDict)

    def parts() -> Iterator[tuple[str, object]]:
        yield "", value.factory
        yield ", ", dict(value)

    return "defaultdict(", parts(), ")"


def _get_of_default_dict(machine: Machine, value: DefaultDict, name: str, site: Site) -> object:
    if name == "default_factory":
        return value.factory
    return _method_of(value, name, METHODS_OF[dict])


def _method_of(value: object, name: str, methods: dict[str, Native]) -> object:
    return Method(name, value, methods[name]) if name in methods else MISSING


# ── Counter ───────────────────────────────────────────────────────────────────────────────────


def _counts(
    machine: Machine,
    result: Counter,
    source: object,
    keywords: dict[str, object],
    sign: int,
    site: Site,
) -> Counter:
    """Adds the items of a source, or the counts of a mapping, `sign` times."""
    add = BINARY[ast.Add if sign > 0 else ast.Sub]
    pairs: Iterable[tuple[object, object]]
    if isinstance(source, dict):
        machine.budget.charge_work(len(source))
        pairs = [*source.items(), *keywords.items()]
    else:
        pairs = [(item, 1) for item in collected(machine, source, site)]
        pairs += list(keywords.items())
    for key, count in pairs:
        machine.budget.charge_step()
        place = checked_key(machine, key)
        if place not in result:
            machine.budget.charge_elements(ENTRY)
        result[place] = add(machine, result.get(place, 0), count, site)
    return result


def _make_counter(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    if len(args) > 1:
        raise wrong_call(f"from 1 to 2 positional arguments but {len(args) + 1} were given")
    return _counts(machine, Counter(), args[0] if args else (), keywords, 1, site)


def _changing_counts(sign: int) -> Native:
    def run(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> None:
        owner, *sources = args
        assert isinstance(owner, Counter)
        _counts(machine, owner, sources[0] if sources else (), keywords, sign, site)

    return run


@named("most_common", "self", "n", n=None)
def _most_common(machine: Machine, site: Site, counter: Counter, n: object) -> object:
    items: list[object] = list(counter.items())
    machine.budget.charge_elements(3 * ITEM * len(items))
    ordered = sorted_values(machine, items, _SECOND, True, site)
    return ordered if n is None else ordered[: max(as_index(n), 0)]


def _second(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    assert isinstance(args[0], tuple)
    return args[0][1]


_SECOND = Method("second", None, lambda machine, args, keywords, site: _second(
    machine, args[1:], keywords, site
))  # fmt: skip


@method("elements")
def _elements(machine: Machine, site: Site, counter: Counter) -> object:
    items = (key for key, count in list(counter.items()) for _ in range(as_index(count)))
    return Iteration("chain", items)


@method("total")
def _total(machine: Machine, site: Site, counter: Counter) -> object:
    total: object = 0
    for count in counted(machine, list(counter.values()), site):
        total = BINARY[ast.Add](machine, total, count, site)
    return total


def _combined(symbol: str) -> Callable[[Machine, object, object, Site], object]:
    """`a + b` and its like: counts that are not above 0 are left out."""

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        if not (isinstance(a, Counter) and isinstance(b, Counter)):
            raise operators.unsupported(symbol, a, b)
        result = Counter()
        for key in counted(machine, list(dict.fromkeys([*a, *b])), site):
            x, y = a.get(key, 0), b.get(key, 0)
            if symbol in "+-":
                add = BINARY[ast.Add if symbol == "+" else ast.Sub]
                count = add(machine, x, y, site)
            else:
                less = truth(machine, COMPARE[ast.Lt](machine, x, y, site))
                count = y if less is (symbol == "|") else x
            if truth(machine, COMPARE[ast.Gt](machine, count, 0, site)):
                machine.budget.charge_elements(ENTRY)
                result[key] = count
        return result

    return run


def _counter_text(value: object) -> texts.Opened:
    assert isinstance(value, Counter)
    if not value:
        return "Counter(", iter(()), ")"
    items = list(value.items())
    if all(isinstance(count, int | float) for count in value.values()):
        items.sort(key=_count_of, reverse=True)
    return "Counter({", _entries(dict(items)), "})"


def _count_of(item: tuple[object, object]) -> float:
    assert isinstance(item[1], int | float)
    return item[1]


# ── deque ─────────────────────────────────────────────────────────────────────────────────────


@named("deque", "iterable", "maxlen", iterable=(), maxlen=None)
def _make_deque(machine: Machine, site: Site, items: object, maxlen: object) -> object:
    most = None if maxlen is None else as_index(maxlen)
    if most is not None and most < 0:
        raise TorchError("ValueError", "maxlen must be non-negative", "GV150")
    result = Deque(collected(machine, items, site), most)
    result.cut(left=True)
    return result


@method("deque.append", 1)
def _append(machine: Machine, site: Site, deque: Deque, item: object) -> None:
    machine.budget.charge_elements(ITEM)
    deque.items.append(item)
    deque.cut(left=True)


@method("deque.appendleft", 1)
def _append_left(machine: Machine, site: Site, deque: Deque, item: object) -> None:
    machine.budget.charge_elements(ITEM)
    machine.budget.charge_work(len(deque.items))
    deque.items.insert(0, item)
    deque.cut(left=False)


@method("deque.extend", 1)
def _extend(machine: Machine, site: Site, deque: Deque, items: object) -> None:
    deque.items += collected(machine, items, site)
    deque.cut(left=True)


@method("deque.extendleft", 1)
def _extend_left(machine: Machine, site: Site, deque: Deque, items: object) -> None:
    machine.budget.charge_work(len(deque.items))
    deque.items[:0] = collected(machine, items, site)[::-1]
    deque.cut(left=False)


def _popping(place: int) -> Native:
    @method("deque.pop")
    def run(machine: Machine, site: Site, deque: Deque) -> object:
        if not deque.items:
            raise TorchError("IndexError", "pop from an empty deque", "GV150")
        machine.budget.charge_work(len(deque.items) if not place else 1)
        return deque.items.pop(place)

    return run


@method("deque.clear")
def _clear(machine: Machine, site: Site, deque: Deque) -> None:
    deque.items.clear()


@method("deque.rotate", 0, 1)
def _rotate(machine: Machine, site: Site, deque: Deque, n: object = 1) -> None:
    if deque.items:
        machine.budget.charge_work(len(deque.items))
        turn = -as_index(n) % len(deque.items)
        deque.items[:] = deque.items[turn:] + deque.items[:turn]


@method("deque.copy")
def _copy(machine: Machine, site: Site, deque: Deque) -> object:
    return Deque(collected(machine, deque.items, site), deque.maxlen)


def _of_list(name: str) -> Native:
    """A method of lists, on the items."""
    native = METHODS_OF[list][name]

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner, *rest = args
        assert isinstance(owner, Deque)
        return native(machine, [owner.items, *rest], keywords, site)

    return run


_DEQUE: dict[str, Native] = {
    "append": _append, "appendleft": _append_left, "extend": _extend, "extendleft": _extend_left,
    "pop": _popping(-1), "popleft": _popping(0), "clear": _clear, "rotate": _rotate, "copy": _copy,
    **{name: _of_list(name) for name in ("count", "index", "remove", "reverse", "insert")},
}  # fmt: skip


def _get_of_deque(machine: Machine, value: Deque, name: str, site: Site) -> object:
    return value.maxlen if name == "maxlen" else _method_of(value, name, _DEQUE)


def _deque_text(value: object) -> texts.Opened:
    assert isinstance(value, Deque)
    parts = (("" if place == 0 else ", ", item) for place, item in enumerate(value.items))
    closing = "])" if value.maxlen is None else f"], maxlen={value.maxlen})"
    return "deque([", parts, closing


def _deque_item(machine: Machine, value: Deque, key: object, site: Site) -> object:
    try:
        return value.items[as_index(key)]
    except IndexError:
        raise TorchError("IndexError", "deque index out of range", "GV150") from None


def _set_deque_item(machine: Machine, value: Deque, key: object, item: object, site: Site) -> None:
    try:
        value.items[as_index(key)] = item
    except IndexError:
        raise TorchError("IndexError", "deque index out of range", "GV150") from None


def _deque_items(machine: Machine, value: Deque, site: Site) -> Iterator[object]:
    length = len(value.items)
    for item in value.items:
        yield item
        if len(value.items) != length:
            raise TorchError("RuntimeError", "deque mutated during iteration", "GV150")


# ── the types ─────────────────────────────────────────────────────────────────────────────────

DEFAULT_DICT = TYPES["defaultdict"] = Type("defaultdict", TYPES["dict"], _make_default_dict)
COUNTER = TYPES["Counter"] = Type("Counter", TYPES["dict"], _make_counter)
DEQUE = TYPES["deque"] = Type("deque", TYPES["object"], _make_deque)

texts.TYPE_NAMES.update({DefaultDict: "defaultdict", Counter: "Counter", Deque: "deque"})
texts.FULL_NAMES.update({
    "defaultdict": "collections.defaultdict", "Counter": "collections.Counter",
    "deque": "collections.deque",
})  # fmt: skip
texts.OPENED.update({
    DefaultDict: _default_dict_text, Counter: _counter_text, Deque: _deque_text,
})  # fmt: skip
containers.MISSING_KEYS[DefaultDict] = _make_missing
containers.MISSING_KEYS[Counter] = lambda machine, value, key, site: 0
containers.ITERATORS[Deque] = _deque_items
containers.LENGTHS[Deque] = lambda machine, value, site: len(value.items)
containers.ITEM_GETTERS[Deque] = _deque_item
containers.ITEM_SETTERS[Deque] = _set_deque_item
attributes.GETTERS[DefaultDict] = _get_of_default_dict
attributes.GETTERS[Deque] = _get_of_deque
METHODS_OF[Counter] = {
    **METHODS_OF[dict], "update": _changing_counts(1), "subtract": _changing_counts(-1),
    "most_common": _most_common, "elements": _elements, "total": _total,
}  # fmt: skip
for _symbol in "+-&|":
    operators.OTHERS[_symbol, Counter] = _combined(_symbol)
