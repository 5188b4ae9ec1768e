"""Operators on values: on tensors they are rows of the op table, on plain values Python's own."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable

from gradviz.engine.dtypes import Number
from gradviz.engine.messages import AMBIGUOUS_BOOL, TorchError
from gradviz.engine.op import TABLE, Op
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language import arrays, special
from gradviz.language.arrays import NUMPY
from gradviz.language.calls import call
from gradviz.language.containers import (
    ENTRY,
    ITEM,
    ITERATORS,
    LENGTHS,
    collected,
    counted,
    dict_of,
)
from gradviz.language.conversion import as_index
from gradviz.language.formatting import percent
from gradviz.language.functional.refusals import CHOICE, refuse_reading
from gradviz.language.keys import ATOMS, checked_key
from gradviz.language.machine import Machine, native_error
from gradviz.language.objects import MISSING, ClassValue, Instance
from gradviz.language.texts import charge_text, type_name
from gradviz.language.values import DictView, FrozenSet, Iteration, Set

Binary = Callable[[Machine, object, object, Site], object]

OTHERS: dict[tuple[str, type], Binary] = {}
"""Operators on values of other types, which other modules add."""

_NUMBERS = frozenset((int, float, bool))
_SMALL = 1 << 128
_MOST_BITS = 1 << 20
"""Of an integer: Python multiplies two of that size in a few hundredths of a second."""


def binary(
    symbol: str,
    row: str,
    reflected: str | None,
    plain: Callable[..., float],
    *,
    elementwise: bool = True,
) -> Binary:
    """An operator: a row of the table, that for `number op tensor`, and Python's for the rest.

    `reflected` takes the tensor first; None means that the row is called as it stands.
    """
    forward = TABLE[row] if elementwise else None  # the other families are loaded when they work
    direct = forward if isinstance(forward, Op) else None
    backward = TABLE[reflected] if reflected else None
    grows = symbol in ("**", "<<")
    on_values = _ON_VALUES.get(symbol)
    scalars = () if symbol == "@" else Number

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        left, right = type(a), type(b)
        if left is Tensor:
            if right is Tensor or isinstance(b, scalars):
                if direct is not None:
                    return machine.tape.apply(direct, (a, b), NO_ATTRS, site)
                return machine.tape.call(TABLE[row], (a, b), NO_ATTRS, site)
        elif right is Tensor:
            if isinstance(a, scalars):
                if backward is None:
                    return machine.tape.call(TABLE[row], (a, b), NO_ATTRS, site)
                return machine.tape.call(backward, (b, a), NO_ATTRS, site)
        elif left in _NUMBERS and right in _NUMBERS:
            if grows:
                _check_growth(machine, symbol, a, b)
            try:
                number = plain(a, b)
            except (ArithmeticError, TypeError, ValueError) as error:
                raise native_error(error) from None
            kind = type(number)
            if kind is float or kind is bool or (kind is int and -_SMALL < number < _SMALL):
                return number
            return charge_number(machine, number)
        if isinstance(a, NUMPY) or isinstance(b, NUMPY):
            result = arrays.operate(machine, run, symbol, plain, a, b, site)
            if result is not None:
                return result
        if left is Instance or right is Instance:
            result = special.operate(machine, symbol, a, b, site)
            if result is not MISSING:
                return result
        other = OTHERS.get((symbol, left)) or OTHERS.get((symbol, right))
        if other is not None:
            return other(machine, a, b, site)
        if on_values is not None:
            result = on_values(machine, a, b, site)
            if result is not None:
                return result
        raise unsupported(symbol, a, b)

    return run


UNSUPPORTED = "unsupported operand type(s) for"
"""How Python's error for an operator begins."""


def unsupported(symbol: str, a: object, b: object) -> TorchError:
    """Python's error for operands that an operator does not take."""
    if symbol in ("<", "<=", ">", ">="):
        text = (
            f"'{symbol}' not supported between instances of '{type_name(a)}' and '{type_name(b)}'"
        )
    else:
        named = "** or pow()" if symbol == "**" else symbol
        text = f"{UNSUPPORTED} {named}: '{type_name(a)}' and '{type_name(b)}'"
    return TorchError("TypeError", text, "GV153")


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


def charge_number(machine: Machine, number: object) -> object:
    """The number itself, its memory and the work on it paid for where it is a long integer."""
    if type(number) is complex:
        text = "the result is a complex number, and gradviz has none"
        raise TorchError("ValueError", text, "GV154")
    if isinstance(number, int) and not -_SMALL < number < _SMALL:
        bits = number.bit_length()
        if bits > _MOST_BITS:
            raise _too_long()
        machine.budget.charge_elements(bits >> 5)
        machine.budget.charge_work(bits)
    return number


def _check_growth(machine: Machine, symbol: str, a: object, b: object) -> None:
    """Before `a ** b` and `a << b`: whether the result may be made at all."""
    if not (isinstance(a, int) and isinstance(b, int)) or b <= 0:
        return
    if a == 0 or (symbol == "**" and a in (-1, 1)):
        return
    bits = a.bit_length() * b if symbol == "**" else a.bit_length() + b
    if bits > _MOST_BITS:
        raise _too_long()
    machine.budget.charge_work(bits)


def _too_long() -> TorchError:
    text = f"gradviz has no integers of more than {_MOST_BITS:,} bits"
    return TorchError("OverflowError", text, "GV154")


# ── strings, lists, tuples, sets, dicts ───────────────────────────────────────────────────────


def _joined(machine: Machine, a: object, b: object, site: Site) -> object:
    """`+` of strings, lists and tuples."""
    if isinstance(a, str) and isinstance(b, str):
        charge_text(machine, len(a) + len(b))
        return a + b
    if isinstance(a, list) and isinstance(b, list):
        machine.budget.charge_elements(ITEM * (len(a) + len(b)))
        return a + b
    if isinstance(a, tuple) and isinstance(b, tuple):
        machine.budget.charge_elements(ITEM * (len(a) + len(b)))
        return (*a, *b)
    if isinstance(a, str | list | tuple):
        kind_name = type_name(a)
        text = f'can only concatenate {kind_name} (not "{type_name(b)}") to {kind_name}'
        raise TorchError("TypeError", text, "GV153")
    return None


def _repeated(machine: Machine, a: object, b: object, site: Site) -> object:
    """`*` of a string, list or tuple and an integer."""
    sequence, count = (a, b) if isinstance(a, str | list | tuple) else (b, a)
    if not isinstance(sequence, str | list | tuple):
        return None
    if not isinstance(count, int) and type(count) is not Tensor:
        text = f"can't multiply sequence by non-int of type '{type_name(count)}'"
        raise TorchError("TypeError", text, "GV153")
    times = max(as_index(count), 0)
    if isinstance(sequence, str):
        charge_text(machine, len(sequence) * times)
    else:
        machine.budget.charge_elements(ITEM * len(sequence) * times)
    return sequence * times


def _percent(machine: Machine, a: object, b: object, site: Site) -> object:
    return percent(machine, a, b, site) if isinstance(a, str) else None


def _keys(machine: Machine, value: object) -> dict[object, None] | None:
    """The items of a set, or of a dict's keys or items."""
    if isinstance(value, Set):
        return value.items
    if isinstance(value, DictView) and value.kind != "values":
        for item in value.read():
            checked_key(machine, item)
        return dict.fromkeys(value.read())
    return None


def _on_sets(combine: Callable[[dict[object, None], dict[object, None]], object]) -> Binary:
    """An operator on sets; where both are dicts, `|` is theirs."""

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        left, right = _keys(machine, a), _keys(machine, b)
        if left is None or right is None:
            if isinstance(a, dict) and isinstance(b, dict) and combine is _union:
                machine.budget.charge_elements(ENTRY * (len(a) + len(b)))
                return {**a, **b}
            return None
        machine.budget.charge_elements(ENTRY * (len(left) + len(right)))
        result = combine(left, right)
        if isinstance(result, bool):
            return result
        assert isinstance(result, dict)
        return FrozenSet(result) if isinstance(a, FrozenSet) else Set(result)

    return run


def _union(a: dict[object, None], b: dict[object, None]) -> dict[object, None]:
    return {**a, **b}


def _difference(a: dict[object, None], b: dict[object, None]) -> dict[object, None]:
    return {item: None for item in a if item not in b}


def _intersection(a: dict[object, None], b: dict[object, None]) -> dict[object, None]:
    return {item: None for item in a if item in b}


def _either(a: dict[object, None], b: dict[object, None]) -> dict[object, None]:
    return {**_difference(a, b), **_difference(b, a)}


def _order(symbol: str, plain: Callable[..., bool]) -> Binary:
    """`<` and its like of strings, of lists and tuples (the first difference decides), of sets."""
    on_sets = _on_sets(lambda a, b: plain(a.keys(), b.keys()))

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        while True:
            if isinstance(a, str) and isinstance(b, str):
                machine.budget.charge_work(min(len(a), len(b)))
                return plain(a, b)
            if (isinstance(a, list) and isinstance(b, list)) or (
                isinstance(a, tuple) and isinstance(b, tuple)
            ):
                differing = _first_difference(machine, a, b, site)
            else:
                return on_sets(machine, a, b, site)
            if differing is None:
                return plain(len(a), len(b))
            a, b = differing
            if not (isinstance(a, str | list | tuple) and type(a) is type(b)):
                return _COMPARED[symbol](machine, a, b, site)

    return run


def _first_difference(
    machine: Machine, a: list[object] | tuple[object, ...], b: list[object] | tuple[object, ...],
    site: Site,
) -> tuple[object, object] | None:  # fmt: skip
    for x, y in zip(a, b, strict=False):
        machine.budget.charge_step()
        if x is not y and not equal(machine, x, y, site):
            return x, y
    return None


_ON_VALUES: dict[str, Binary] = {
    "+": _joined,
    "*": _repeated,
    "%": _percent,
    "-": _on_sets(_difference),
    "&": _on_sets(_intersection),
    "|": _on_sets(_union),
    "^": _on_sets(_either),
    "<": _order("<", operator.lt),
    "<=": _order("<=", operator.le),
    ">": _order(">", operator.gt),
    ">=": _order(">=", operator.ge),
}
"""What an operator does with values that are neither tensors nor numbers; None: nothing."""


BINARY: dict[type[ast.operator], Binary] = {
    ast.Add: binary("+", "add", "add", operator.add),
    ast.Sub: binary("-", "sub", "rsub", operator.sub),
    ast.Mult: binary("*", "mul", "mul", operator.mul),
    ast.Div: binary("/", "div", "rdiv", operator.truediv),
    ast.FloorDiv: binary("//", "floor_divide", None, operator.floordiv),
    ast.Mod: binary("%", "remainder", None, operator.mod),
    ast.Pow: binary("**", "pow", None, operator.pow),
    ast.MatMult: binary("@", "matmul", None, operator.matmul, elementwise=False),
    ast.BitAnd: binary("&", "bitwise_and", "bitwise_and", operator.and_),
    ast.BitOr: binary("|", "bitwise_or", "bitwise_or", operator.or_),
    ast.BitXor: binary("^", "bitwise_xor", "bitwise_xor", operator.xor),
    ast.LShift: binary("<<", "bitwise_left_shift", None, operator.lshift),
    ast.RShift: binary(">>", "bitwise_right_shift", None, operator.rshift),
}

SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
    ast.Pow: "**", ast.MatMult: "@", ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^",
    ast.LShift: "<<", ast.RShift: ">>",
}  # fmt: skip

IN_PLACE: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow",
    ast.FloorDiv: "floor_divide", ast.Mod: "remainder", ast.BitAnd: "bitwise_and",
    ast.BitOr: "bitwise_or", ast.BitXor: "bitwise_xor",
}  # fmt: skip
"""The row whose in-place twin `x += y` and its like run on a tensor."""


def _extended(machine: Machine, a: object, b: object, site: Site) -> object:
    """`list += items`: the same list, longer."""
    assert isinstance(a, list)
    a += collected(machine, b, site)
    return a


def _multiplied(machine: Machine, a: object, b: object, site: Site) -> object:
    """`list *= n`: the same list, repeated."""
    assert isinstance(a, list)
    repeated = _repeated(machine, a, b, site)
    assert isinstance(repeated, list)
    a[:] = repeated
    return a


def _set_changed(combine: Callable[[dict[object, None], dict[object, None]], dict[object, None]],
                 symbol: str) -> Binary:  # fmt: skip
    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        assert isinstance(a, Set)
        other = _keys(machine, b)
        if other is None:
            raise unsupported(symbol, a, b)
        machine.budget.charge_elements(ENTRY * (len(a.items) + len(other)))
        a.items = combine(a.items, other)
        return a

    return run


def _merged(machine: Machine, a: object, b: object, site: Site) -> object:
    assert isinstance(a, dict)
    return dict_of(machine, a, b, {}, site)


IN_PLACE_ON: dict[tuple[type, type[ast.operator]], Binary] = {
    (list, ast.Add): _extended,
    (list, ast.Mult): _multiplied,
    (dict, ast.BitOr): _merged,
    (Set, ast.BitOr): _set_changed(_union, "|="),
    (Set, ast.BitAnd): _set_changed(_intersection, "&="),
    (Set, ast.Sub): _set_changed(_difference, "-="),
    (Set, ast.BitXor): _set_changed(_either, "^="),
}
"""What `x op= y` does where it changes x itself."""


# ── comparisons ───────────────────────────────────────────────────────────────────────────────


def _same(machine: Machine, a: object, b: object, site: Site) -> bool:
    """`a is b`: equal integers count as one object, and equal strings, as they mostly are."""
    return a is b or (type(a) is type(b) and isinstance(a, int | str) and a == b)


def contains(machine: Machine, item: object, container: object, site: Site) -> bool:
    """`item in container`."""
    if isinstance(container, str):
        if not isinstance(item, str):
            text = f"'in <string>' requires string as left operand, not {type_name(item)}"
            raise TorchError("TypeError", text, "GV153")
        machine.budget.charge_work(len(container))
        return item in container
    if isinstance(container, dict):
        return checked_key(machine, item) in container
    if isinstance(container, Set):
        return checked_key(machine, item) in container.items
    if isinstance(container, range) and isinstance(item, int):
        return item in container
    if isinstance(container, list | tuple | range | Iteration | DictView):
        return any(
            item is other or equal(machine, other, item, site)
            for other in counted(machine, container, site)
        )
    if type(container) is Tensor:
        found = _EQUAL(machine, container, item, site)
        return bool(found.data.any()) if type(found) is Tensor else bool(found)
    if isinstance(container, Instance):
        found = special.special(container, "__contains__")
        if found is not MISSING:
            return truth(machine, call(machine, found, [item], {}, site))
    if type(container) in ITERATORS:
        return any(
            item is other or equal(machine, other, item, site)
            for other in counted(machine, container, site)
        )
    text = f"argument of type '{type_name(container)}' is not iterable"
    raise TorchError("TypeError", text, "GV153")


def _equality(row: str, plain: Callable[[object, object], bool]) -> Binary:
    ordinary = binary("==", row, row, plain)
    wanted = row == "eq"

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        if type(a) in _NUMBERS and type(b) in _NUMBERS:
            return plain(a, b)
        if isinstance(a, NUMPY) or isinstance(b, NUMPY):
            return arrays.operate(machine, ordinary, "==", plain, a, b, site)
        if type(a) is Instance or type(b) is Instance:
            return _compared(machine, a, b, site, wanted)
        if type(a) is Tensor or type(b) is Tensor:
            other = b if type(a) is Tensor else a
            if type(other) is not Tensor and not isinstance(other, Number):
                return not wanted
            return ordinary(machine, a, b, site)
        return equal(machine, a, b, site) is wanted

    return run


def _compared(machine: Machine, a: object, b: object, site: Site, wanted: bool) -> object:
    """`==` and `!=` of objects: by their special methods, else by identity."""
    result = special.operate(machine, "==" if wanted else "!=", a, b, site)
    if result is not MISSING:
        return result
    if not wanted:
        result = special.operate(machine, "==", a, b, site)
        if result is not MISSING:
            return not truth(machine, result)
    return (a is b) is wanted


def equal(machine: Machine, a: object, b: object, site: Site) -> bool:
    """Whether two values are equal; containers are compared item by item, without recursion."""
    pending = [(a, b)]
    while pending:
        x, y = pending.pop()
        if isinstance(x, list | tuple | dict):
            machine.budget.charge_step()
            inner = _parts(machine, x, y)
            if inner is None:
                return False
            pending += reversed(inner)
        elif type(x) is Tensor or type(y) is Tensor:
            if x is not y and not truth(machine, _EQUAL(machine, x, y, site)):
                return False
        elif isinstance(x, Instance) or isinstance(y, Instance):
            if x is not y and not truth(machine, _compared(machine, x, y, site, True)):
                return False
        elif isinstance(x, Set | DictView):
            left, right = _keys(machine, x), _keys(machine, y)
            if x is not y and (left is None or right is None or left.keys() != right.keys()):
                return False
        elif x is not y and not arrays.same(x, y):
            return False
    return True


def _parts(machine: Machine, x: object, y: object) -> list[tuple[object, object]] | None:
    """The pairs of items that are yet to be compared; None where the containers differ already."""
    if isinstance(x, dict):
        if not isinstance(y, dict) or x.keys() != y.keys():
            return None
        pairs: Iterable[tuple[object, object]] = ((item, y[key]) for key, item in x.items())
    else:
        kind = list if isinstance(x, list) else tuple
        assert isinstance(x, list | tuple)
        if not isinstance(y, kind) or len(x) != len(y):
            return None
        pairs = zip(x, y, strict=True)
    machine.budget.charge_work(len(x))
    left: list[tuple[object, object]] = []
    for pair in pairs:
        item, other = pair
        if item is other:
            continue
        if not left and type(item) in ATOMS and type(other) in ATOMS:
            if item != other:
                return None
            continue
        machine.budget.charge_elements(16)
        left.append(pair)
    return left


_EQUAL = _equality("eq", operator.eq)

COMPARE: dict[type[ast.cmpop], Binary] = {
    ast.Eq: _EQUAL,
    ast.NotEq: _equality("ne", operator.ne),
    ast.Lt: binary("<", "lt", "gt", operator.lt),
    ast.LtE: binary("<=", "le", "ge", operator.le),
    ast.Gt: binary(">", "gt", "lt", operator.gt),
    ast.GtE: binary(">=", "ge", "le", operator.ge),
    ast.Is: _same,
    ast.IsNot: lambda machine, a, b, site: not _same(machine, a, b, site),
    ast.In: contains,
    ast.NotIn: lambda machine, a, b, site: not contains(machine, a, b, site),
}

_COMPARED = {"<": COMPARE[ast.Lt], "<=": COMPARE[ast.LtE], ">": COMPARE[ast.Gt],
             ">=": COMPARE[ast.GtE]}  # fmt: skip


def _unary(row: str | None, symbol: str, plain: Callable[..., object]) -> Callable[..., object]:
    callee = TABLE[row] if row else None

    def run(machine: Machine, value: object, site: Site) -> object:
        if type(value) is Tensor:
            if callee is None:
                return value
            return machine.tape.call(callee, (value,), NO_ATTRS, site)
        if isinstance(value, int) or (isinstance(value, float) and symbol != "~"):
            return charge_number(machine, plain(value))
        if isinstance(value, Instance):
            result = special.operate_alone(machine, symbol, value, site)
            if result is not MISSING:
                return result
        if isinstance(value, NUMPY):
            return arrays.operate_alone(machine, plain, value)
        text = f"bad operand type for unary {symbol}: '{type_name(value)}'"
        raise TorchError("TypeError", text, "GV153")

    return run


UNARY: dict[type[ast.unaryop], Callable[..., object]] = {
    ast.USub: _unary("neg", "-", operator.neg),
    ast.UAdd: _unary(None, "+", operator.pos),
    ast.Invert: _unary("bitwise_not", "~", operator.invert),
    ast.Not: lambda machine, value, site: not truth(machine, value),
}


def truth(machine: Machine, value: object) -> bool:
    """`bool(value)`, with PyTorch's error for a tensor of several elements."""
    if type(value) is Tensor:
        if machine.levels:
            refuse_reading(machine, value, CHOICE)
        if value.data.size != 1:
            count = "no values" if value.data.size == 0 else "more than one value"
            raise AMBIGUOUS_BOOL.error(count=count)
        return bool(value.data.any()) if value.data.ndim else bool(value.data)
    if isinstance(value, Set):
        return bool(value.items)
    if isinstance(value, DictView):
        return bool(value.owner)
    if value is None or isinstance(value, bool | int | float | str | tuple | list | dict | range):
        return bool(value)
    if isinstance(value, NUMPY):
        return arrays.truth(value)
    if isinstance(value, Instance):
        return special.truth(machine, value, machine.statement or (1, 0, 1, 0))
    if type(value) in LENGTHS and type(value) is not ClassValue:  # an empty Enum is true
        return LENGTHS[type(value)](machine, value, machine.statement or (1, 0, 1, 0)) > 0
    return True
