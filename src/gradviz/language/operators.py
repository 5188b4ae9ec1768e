"""Operators on values: on tensors they are rows of the op table, on plain values Python's own."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

from gradviz.engine import ops as _ops  # noqa: F401  # fills the table
from gradviz.engine.dtypes import Number
from gradviz.engine.messages import AMBIGUOUS_BOOL, TorchError
from gradviz.engine.op import TABLE, Callee
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language.machine import Machine, native_error
from gradviz.language.texts import type_name
from gradviz.language.values import Iteration, Size

Binary = Callable[[Machine, object, object, Site], object]

_PLAIN = (bool, int, float, str, tuple, list, dict, set, type(None), slice, range, bytes)
_LONGEST_INT = 1 << 14  # bits


def binary(symbol: str, row: str, reflected: str | None, plain: Callable[..., object]) -> Binary:
    """An operator: a row of the table, that for `number op tensor`, and Python's for the rest.

    `reflected` takes the tensor first; None means that the row is called as it stands.
    """
    forward = TABLE.get(row)
    backward = TABLE.get(reflected) if reflected else None

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        if type(a) is Tensor:
            if type(b) is Tensor or isinstance(b, Number):
                return machine.tape.call(forward, (a, b), NO_ATTRS, site)
            raise unsupported(symbol, a, b)
        if type(b) is Tensor:
            if not isinstance(a, Number):
                raise unsupported(symbol, a, b)
            if backward is None:
                return machine.tape.call(forward, (a, b), NO_ATTRS, site)
            return machine.tape.call(backward, (b, a), NO_ATTRS, site)
        return on_plain(machine, symbol, plain, a, b)

    return run


def unsupported(symbol: str, a: object, b: object) -> TorchError:
    """Python's error for operands that an operator does not take."""
    named = "** or pow()" if symbol == "**" else symbol
    text = f"unsupported operand type(s) for {named}: '{type_name(a)}' and '{type_name(b)}'"
    return TorchError("TypeError", text, "GV153")


def on_plain(
    machine: Machine, symbol: str, plain: Callable[..., object], a: object, b: object
) -> object:
    """Python's operator on plain values, its cost charged before it is spent."""
    if not (isinstance(a, _PLAIN) and isinstance(b, _PLAIN)):
        raise unsupported(symbol, a, b)
    if type(a) is not float and type(b) is not float:
        _charge(machine, symbol, a, b)
    try:
        result = plain(a, b)
    except (ArithmeticError, TypeError, ValueError) as error:
        raise native_error(error) from None
    if isinstance(result, complex):
        raise TorchError("ValueError", "complex numbers are not part of the language", "GV154")
    return result


def _charge(machine: Machine, symbol: str, a: object, b: object) -> None:
    """What can grow without bound: integers, and sequences that are repeated or joined."""
    if isinstance(a, int) and isinstance(b, int):
        bits = max(a.bit_length(), b.bit_length())
        if symbol == "**" and b > 0:
            bits = a.bit_length() * b
        elif symbol == "<<":
            bits = a.bit_length() + max(b, 0)
        if bits > _LONGEST_INT:
            machine.budget.charge_work(bits * bits)
            if bits > 64 * _LONGEST_INT:
                raise TorchError("OverflowError", "the integer would be too large", "GV154")
    elif symbol == "*":
        for sequence, count in ((a, b), (b, a)):
            if isinstance(sequence, str | list | tuple) and isinstance(count, int):
                machine.budget.charge_op(len(sequence) * max(count, 0), 0)
    elif symbol == "+" and isinstance(a, str | list | tuple) and isinstance(b, type(a)):
        machine.budget.charge_op(len(a) + len(b), 0)


BINARY: dict[type[ast.operator], Binary] = {
    ast.Add: binary("+", "add", "add", operator.add),
    ast.Sub: binary("-", "sub", "rsub", operator.sub),
    ast.Mult: binary("*", "mul", "mul", operator.mul),
    ast.Div: binary("/", "div", "rdiv", operator.truediv),
    ast.FloorDiv: binary("//", "floor_divide", None, operator.floordiv),
    ast.Mod: binary("%", "remainder", None, operator.mod),
    ast.Pow: binary("**", "pow", None, operator.pow),
    ast.MatMult: binary("@", "matmul", None, operator.matmul),
    ast.BitAnd: binary("&", "bitwise_and", "bitwise_and", operator.and_),
    ast.BitOr: binary("|", "bitwise_or", "bitwise_or", operator.or_),
    ast.BitXor: binary("^", "bitwise_xor", "bitwise_xor", operator.xor),
    ast.LShift: binary("<<", "bitwise_left_shift", None, operator.lshift),
    ast.RShift: binary(">>", "bitwise_right_shift", None, operator.rshift),
}

IN_PLACE: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow",
    ast.FloorDiv: "floor_divide", ast.Mod: "remainder", ast.BitAnd: "bitwise_and",
    ast.BitOr: "bitwise_or", ast.BitXor: "bitwise_xor",
}  # fmt: skip
"""The row whose in-place twin `x += y` and its like run on a tensor."""


def _same(machine: Machine, a: object, b: object, site: Site) -> bool:
    return a is b or (type(a) is type(b) and isinstance(a, int | str | tuple) and a == b)


def contains(machine: Machine, item: object, container: object, site: Site) -> bool:
    """`item in container`."""
    if isinstance(container, str):
        if not isinstance(item, str):
            text = f"'in <string>' requires string as left operand, not {type_name(item)}"
            raise TorchError("TypeError", text, "GV153")
        return item in container
    if isinstance(container, dict | set | range):
        try:
            return item in container
        except TypeError as error:
            raise native_error(error) from None
    if isinstance(container, list | tuple):
        return any(
            item is other or truth(machine, _EQUAL(machine, item, other, site))
            for other in container
        )
    if type(container) is Tensor:
        found = _EQUAL(machine, container, item, site)
        assert type(found) is Tensor
        return bool(found.data.any())
    if isinstance(container, Iteration):
        return any(item is other or item == other for other in container.items)
    text = f"argument of type '{type_name(container)}' is not iterable"
    raise TorchError("TypeError", text, "GV153")


def _equality(row: str, plain: Callable[[object, object], object]) -> Binary:
    ordinary = binary("==", row, row, plain)

    def run(machine: Machine, a: object, b: object, site: Site) -> object:
        if type(a) is Tensor or type(b) is Tensor:
            other = b if type(a) is Tensor else a
            if type(other) is not Tensor and not isinstance(other, Number):
                return row == "ne"
            return ordinary(machine, a, b, site)
        if isinstance(a, list | tuple) and isinstance(b, list | tuple):
            equal = _equal_sequences(machine, a, b, site)
            return equal if row == "eq" else not equal
        return plain(a, b)

    return run


def _equal_sequences(
    machine: Machine, a: list[object] | tuple[object, ...], b: list[object] | tuple[object, ...],
    site: Site,
) -> bool:  # fmt: skip
    kinds = (list, list) if isinstance(a, list) else (tuple, tuple)
    if not (isinstance(a, kinds[0]) and isinstance(b, kinds[1])) or len(a) != len(b):
        return False
    machine.budget.charge_work(len(a))
    return all(
        x is y or truth(machine, _EQUAL(machine, x, y, site)) for x, y in zip(a, b, strict=True)
    )


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


def _unary(row: str, symbol: str, plain: Callable[..., object]) -> Callable[..., object]:
    callee: Callee | None = TABLE.get(row)

    def run(machine: Machine, value: object, site: Site) -> object:
        if type(value) is Tensor:
            if callee is None:
                return value
            return machine.tape.call(callee, (value,), NO_ATTRS, site)
        if isinstance(value, bool | int | float):
            try:
                return plain(value)
            except TypeError as error:
                raise native_error(error) from None
        text = f"bad operand type for unary {symbol}: '{type_name(value)}'"
        raise TorchError("TypeError", text, "GV153")

    return run


UNARY: dict[type[ast.unaryop], Callable[..., object]] = {
    ast.USub: _unary("neg", "-", operator.neg),
    ast.UAdd: _unary("positive", "+", operator.pos),
    ast.Invert: _unary("bitwise_not", "~", operator.invert),
    ast.Not: lambda machine, value, site: not truth(machine, value),
}


def truth(machine: Machine, value: object) -> bool:
    """`bool(value)`, with PyTorch's error for a tensor of several elements."""
    if type(value) is Tensor:
        if value.data.size != 1:
            count = "no" if value.data.size == 0 else "more than one"
            raise AMBIGUOUS_BOOL.error(count=count)
        return bool(value.data.any()) if value.data.ndim else bool(value.data)
    if isinstance(value, _PLAIN) or isinstance(value, Size):
        return bool(value)
    return True
