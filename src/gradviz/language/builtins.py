"""Python's builtins, as far as programs about tensors use them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language.calls import call
from gradviz.language.containers import iterate
from gradviz.language.exceptions import EXCEPTIONS
from gradviz.language.machine import Machine, native_error
from gradviz.language.operators import BINARY, COMPARE, truth
from gradviz.language.tensors import SCALAR_CONVERSION
from gradviz.language.texts import to_format, to_repr, to_str, type_name
from gradviz.language.values import (
    Builtin,
    Function,
    Iteration,
    Native,
    Type,
)

_SIZED = (str, list, tuple, dict, set, range)
_NUMBER = (bool, int, float)


def _print(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    separator = keywords.get("sep")
    end = keywords.get("end")
    text = (" " if separator is None else str(separator)).join(
        [to_str(machine, arg) for arg in args]
    )
    machine.print(text + ("\n" if end is None else str(end)), site)
    return None


def _len(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    (value,) = args
    if type(value) is Tensor:
        if not value.ndim:
            raise TorchError("TypeError", "len() of a 0-d tensor", "GV162")
        return value.shape[0]
    if isinstance(value, _SIZED):
        return len(value)
    raise TorchError("TypeError", f"object of type '{type_name(value)}' has no len()", "GV162")


def _range(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    numbers = [
        int(arg.data.item()) if type(arg) is Tensor and arg.dtype.category < 2 else arg
        for arg in args
    ]
    try:
        return range(*numbers)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise native_error(error) from None


def _enumerate(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    start = args[1] if len(args) > 1 else keywords.get("start", 0)
    assert isinstance(start, int)
    return Iteration("enumerate", enumerate(iterate(machine, args[0], site), start))


def _zip(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return Iteration("zip", zip(*[iterate(machine, arg, site) for arg in args], strict=False))


def _map(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    function, *sources = args
    rows = zip(*[iterate(machine, source, site) for source in sources], strict=False)
    return Iteration("map", (call(machine, function, list(row), {}, site) for row in rows))


def _filter(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    function, source = args

    def kept(item: object) -> bool:
        return truth(machine, item if function is None else call(machine, function, [item], {}, site))

    return Iteration("filter", (item for item in iterate(machine, source, site) if kept(item)))


def _reversed(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    return Iteration("reversed", iter(list(iterate(machine, args[0], site))[::-1]))


def _sum(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    total = args[1] if len(args) > 1 else keywords.get("start", 0)
    add = BINARY[ast.Add]
    for item in iterate(machine, args[0], site):
        machine.budget.charge_step()
        total = add(machine, total, item, site)
    return total


def _extreme(name: str, better: type[ast.cmpop]) -> Native:
    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        key = keywords.get("key")
        items = list(iterate(machine, args[0], site)) if len(args) == 1 else args
        if not items:
            if "default" in keywords:
                return keywords["default"]
            raise TorchError("ValueError", f"{name}() iterable argument is empty", "GV150")
        best, best_key = items[0], _keyed(machine, key, items[0], site)
        for item in items[1:]:
            machine.budget.charge_step()
            item_key = _keyed(machine, key, item, site)
            if truth(machine, COMPARE[better](machine, item_key, best_key, site)):
                best, best_key = item, item_key
        return best

    return run


def _keyed(machine: Machine, key: object, item: object, site: Site) -> object:
    return item if key is None else call(machine, key, [item], {}, site)


def sorted_values(
    machine: Machine, items: list[object], keywords: dict[str, object], site: Site
) -> list[object]:
    """The items in order, by `key=` and `reverse=`; comparing goes through our operators."""
    from functools import cmp_to_key  # noqa: PLC0415

    less = COMPARE[ast.Lt]
    machine.budget.charge_work(len(items) * max(len(items).bit_length(), 1))

    def compare(a: tuple[object, object], b: tuple[object, object]) -> int:
        if truth(machine, less(machine, a[0], b[0], site)):
            return -1
        return 1 if truth(machine, less(machine, b[0], a[0], site)) else 0

    pairs = [(_keyed(machine, keywords.get("key"), item, site), item) for item in items]
    pairs.sort(key=cmp_to_key(compare), reverse=truth(machine, keywords.get("reverse", False)))
    return [item for _, item in pairs]


def _sorted(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    return sorted_values(machine, list(iterate(machine, args[0], site)), keywords, site)


def _any(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return any(truth(machine, item) for item in iterate(machine, args[0], site))


def _all(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return all(truth(machine, item) for item in iterate(machine, args[0], site))


def _abs(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    (value,) = args
    if type(value) is Tensor:
        return machine.tape.call(TABLE["abs"], (value,), NO_ATTRS, site)
    if isinstance(value, _NUMBER):
        return abs(value)
    raise TorchError("TypeError", f"bad operand type for abs(): '{type_name(value)}'", "GV153")


def _round(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    value = args[0]
    digits = args[1] if len(args) > 1 else keywords.get("ndigits")
    if type(value) is Tensor:
        attrs = NO_ATTRS if digits is None else {"decimals": digits}
        return machine.tape.call(TABLE["round"], (value,), attrs, site)
    try:
        return round(value, digits)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError) as error:
        raise native_error(error) from None


def _pow(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return BINARY[ast.Pow](machine, args[0], args[1], site)


def _collect(kind: Callable[[Iterator[object]], object]) -> Native:
    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        items = list(iterate(machine, args[0], site)) if args else []
        machine.budget.charge_op(len(items), 0)
        try:
            return kind(iter(items))
        except TypeError as error:
            raise native_error(error) from None

    return run


def _dict(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    result: dict[object, object] = {}
    if args and isinstance(args[0], dict):
        result.update(args[0])
    elif args:
        for pair in iterate(machine, args[0], site):
            key, value = iterate(machine, pair, site)
            result[key] = value
    result.update(keywords)
    return result


def _set(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    """A set that keeps the order in which its items came."""
    items = list(iterate(machine, args[0], site)) if args else []
    machine.budget.charge_op(len(items), 0)
    try:
        return set(items)
    except TypeError as error:
        raise native_error(error) from None


def _str(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return to_str(machine, args[0]) if args else ""


def _repr(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return to_repr(machine, args[0])


def _format(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    return to_format(machine, args[0], str(args[1]) if len(args) > 1 else "")


def _number(kind: type[int] | type[float]) -> Native:
    """`int(x)` and `float(x)`."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        value = args[0] if args else 0
        if type(value) is Tensor:
            return kind(tensor_number(machine, value, site, warns=kind is float))
        if isinstance(value, str):
            machine.budget.charge_work(len(value) * len(value))
        if not isinstance(value, str | bool | int | float):
            wanted = "a string or a real number"
            if kind is int:
                wanted = "a string, a bytes-like object or a real number"
            text = f"{kind.__name__}() argument must be {wanted}, not '{type_name(value)}'"
            raise TorchError("TypeError", text, "GV153")
        try:
            return kind(value, *args[1:])  # type: ignore[call-overload]
        except (ValueError, OverflowError, TypeError) as error:
            raise native_error(error) from None

    return run


def tensor_number(machine: Machine, tensor: Tensor, site: Site, *, warns: bool) -> int | float:
    """The number of a tensor of one element, as Python converts it."""
    if tensor.data.size != 1:
        text = "only one element tensors can be converted to Python scalars"
        raise TorchError("ValueError", text, "GV129")
    if warns and tensor.requires_grad:
        machine.warn("UserWarning", SCALAR_CONVERSION, site, once=True)
    number: int | float = tensor.data.item()
    return number


def _bool(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return truth(machine, args[0]) if args else False


def _id(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return machine.identity(args[0])


def _iter(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    value = args[0]
    if isinstance(value, Iteration):
        return value
    return Iteration(f"{type_name(value)}_iterator", iterate(machine, value, site))


def _next(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    value = args[0]
    if not isinstance(value, Iteration):
        text = f"'{type_name(value)}' object is not an iterator"
        raise TorchError("TypeError", text, "GV162")
    nothing = object()
    item = next(value.items, nothing)
    if item is not nothing:
        return item
    if len(args) > 1:
        return args[1]
    raise TorchError("StopIteration", "", "GV162")


# ── types ─────────────────────────────────────────────────────────────────────────────────────


def _type(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    return type_of(args[0])


def type_of(value: object) -> Type:
    """`type(value)`."""
    name = type_name(value)
    found = TYPES.get(name) or EXCEPTIONS.get(name)
    if found is None:
        found = TYPES[name] = Type(name)
    return found


def _isinstance(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    value, kinds = args
    own = type_of(value)
    for kind in kinds if isinstance(kinds, tuple) else (kinds,):
        if not isinstance(kind, Type):
            text = "isinstance() arg 2 must be a type, a tuple of types, or a union"
            raise TorchError("TypeError", text, "GV153")
        if own.is_a(kind):
            return True
    return False


def _callable(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    return isinstance(args[0], Function | Builtin | Type)


_OBJECT = Type("object")
_INT = Type("int", _OBJECT, _number(int))

TYPES: dict[str, Type] = {
    "object": _OBJECT,
    "int": _INT,
    "bool": Type("bool", _INT, _bool),
    "float": Type("float", _OBJECT, _number(float)),
    "str": Type("str", _OBJECT, _str),
    "list": Type("list", _OBJECT, _collect(list)),
    "tuple": Type("tuple", _OBJECT, _collect(tuple)),
    "dict": Type("dict", _OBJECT, _dict),
    "set": Type("set", _OBJECT, _set),
    "type": Type("type", _OBJECT, _type),
    "range": Type("range", _OBJECT, _range),
    "slice": Type("slice", _OBJECT),
    "NoneType": Type("NoneType", _OBJECT),
    "function": Type("function", _OBJECT),
    "Tensor": Type("Tensor", _OBJECT),
    "dtype": Type("dtype", _OBJECT),
    "device": Type("device", _OBJECT),
}
TYPES["Size"] = Type("Size", TYPES["tuple"])

_CALLED: dict[str, Native] = {
    "print": _print, "len": _len, "enumerate": _enumerate, "zip": _zip, "map": _map,
    "filter": _filter, "reversed": _reversed, "sum": _sum, "max": _extreme("max", ast.Gt),
    "min": _extreme("min", ast.Lt), "sorted": _sorted, "any": _any, "all": _all, "abs": _abs,
    "round": _round, "pow": _pow, "repr": _repr, "format": _format, "id": _id, "iter": _iter,
    "next": _next, "isinstance": _isinstance, "callable": _callable,
}  # fmt: skip

BUILTINS: dict[str, object] = {
    **{name: Builtin(name, function) for name, function in _CALLED.items()},
    **{name: TYPES[name] for name in (
        "object", "int", "bool", "float", "str", "list", "tuple", "dict", "set", "type", "range",
        "slice",
    )},
    **EXCEPTIONS,
    "__name__": "__main__",
    "NotImplemented": Type("NotImplementedType"),
}  # fmt: skip
"""What a program may name without importing or binding it."""
