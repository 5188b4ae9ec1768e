"""Builtins on numbers."""

from __future__ import annotations

import ast

import numpy as np

from gradviz.engine.messages import TorchError
from gradviz.engine.op import TABLE
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.language.arrays import NUMPY, checked, operate_alone
from gradviz.language.calls import call
from gradviz.language.conversion import array_number, as_index, tensor_number
from gradviz.language.machine import Machine, native_error
from gradviz.language.objects import MISSING, Instance
from gradviz.language.operators import BINARY, charge_number, truth
from gradviz.language.signature import named, positional
from gradviz.language.special import special
from gradviz.language.texts import type_name
from gradviz.language.values import Native

_NUMBER = (bool, int, float)


@positional("abs", 1)
def _abs(machine: Machine, site: Site, value: object) -> object:
    if type(value) is Tensor:
        return machine.tape.call(TABLE["abs"], (value,), NO_ATTRS, site)
    if isinstance(value, _NUMBER):
        return abs(value)
    if isinstance(value, NUMPY):
        return operate_alone(machine, abs, value)
    if isinstance(value, Instance) and special(value, "__abs__") is not MISSING:
        return call(machine, special(value, "__abs__"), [], {}, site)
    raise TorchError("TypeError", f"bad operand type for abs(): '{type_name(value)}'", "GV153")


@named("round", "number", "ndigits", ndigits=None)
def _round(machine: Machine, site: Site, value: object, digits: object) -> object:
    if type(value) is Tensor:
        attrs = NO_ATTRS if digits is None else {"decimals": digits}
        return machine.tape.call(TABLE["round"], (value,), attrs, site)
    if isinstance(value, np.generic) and (digits is None or isinstance(digits, int)):
        if digits is not None:
            return checked(np.asarray(value).round(digits)[()])
        value = value.item()
    if not isinstance(value, _NUMBER):
        text = f"type {type_name(value)} doesn't define __round__ method"
        raise TorchError("TypeError", text, "GV153")
    if isinstance(value, int) and isinstance(digits, int) and -digits > value.bit_length():
        return 0  # Python would compute that power of ten
    try:
        return round(value, digits)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError) as error:
        raise native_error(error) from None


@named("pow", "base", "exp", "mod", mod=None)
def _pow(machine: Machine, site: Site, base: object, exponent: object, mod: object) -> object:
    if mod is None:
        return BINARY[ast.Pow](machine, base, exponent, site)
    if not (isinstance(base, int) and isinstance(exponent, int) and isinstance(mod, int)):
        text = "pow() 3rd argument not allowed unless all arguments are integers"
        raise TorchError("TypeError", text, "GV153")
    machine.budget.charge_work(exponent.bit_length() * mod.bit_length() ** 2)
    try:
        return pow(base, exponent, mod)
    except ValueError as error:
        raise native_error(error) from None


@positional("divmod", 2)
def _divmod(machine: Machine, site: Site, a: object, b: object) -> object:
    if isinstance(a, _NUMBER) and isinstance(b, _NUMBER):
        try:
            return divmod(a, b)
        except ArithmeticError as error:
            raise native_error(error) from None
    if isinstance(a, NUMPY) or isinstance(b, NUMPY):
        return tuple(BINARY[kind](machine, a, b, site) for kind in (ast.FloorDiv, ast.Mod))
    text = f"unsupported operand type(s) for divmod(): '{type_name(a)}' and '{type_name(b)}'"
    raise TorchError("TypeError", text, "GV153")


def _written(name: str) -> Native:
    """`bin`, `oct`, `hex`: an integer as text."""
    write = {"bin": bin, "oct": oct, "hex": hex}[name]

    @positional(name, 1)
    def run(machine: Machine, site: Site, value: object) -> object:
        number = as_index(value)
        machine.budget.charge_elements(number.bit_length() // 4)
        return write(number)

    return run


@positional("chr", 1)
def _chr(machine: Machine, site: Site, value: object) -> object:
    try:
        return chr(as_index(value))
    except (ValueError, OverflowError) as error:
        raise native_error(error) from None


@positional("ord", 1)
def _ord(machine: Machine, site: Site, value: object) -> object:
    if not isinstance(value, str):
        text = f"ord() expected string of length 1, but {type_name(value)} found"
        raise TorchError("TypeError", text, "GV153")
    if len(value) != 1:
        text = f"ord() expected a character, but string of length {len(value)} found"
        raise TorchError("TypeError", text, "GV153")
    return ord(value)


@named("int", "x", "base", x=0, base=None)
def _int(machine: Machine, site: Site, value: object, base: object) -> object:
    if type(value) is Tensor:
        return int(tensor_number(machine, value, site, warns=False))
    value = array_number(value)
    if base is not None and not isinstance(value, str):
        text = "int() can't convert non-string with explicit base"
        raise TorchError("TypeError", text, "GV153")
    if not isinstance(value, str | bool | int | float):
        text = (
            "int() argument must be a string, a bytes-like object or a real number, "
            f"not '{type_name(value)}'"
        )
        raise TorchError("TypeError", text, "GV153")
    try:
        if isinstance(value, str):
            machine.budget.charge_work(len(value))
            number = int(value) if base is None else int(value, as_index(base))
        else:
            number = int(value)
    except (ValueError, OverflowError) as error:
        raise native_error(error) from None
    return charge_number(machine, number)


@named("float", "x", x=0.0)
def _float(machine: Machine, site: Site, value: object) -> object:
    if type(value) is Tensor:
        return float(tensor_number(machine, value, site, warns=True))
    value = array_number(value)
    if not isinstance(value, str | bool | int | float):
        text = f"float() argument must be a string or a real number, not '{type_name(value)}'"
        raise TorchError("TypeError", text, "GV153")
    try:
        return float(value)
    except (ValueError, OverflowError) as error:
        raise native_error(error) from None


@positional("bool", 0, 1)
def _bool(machine: Machine, site: Site, value: object = False) -> object:
    return truth(machine, value)


FUNCTIONS: dict[str, Native] = {
    "abs": _abs, "round": _round, "pow": _pow, "divmod": _divmod, "chr": _chr, "ord": _ord,
    "bin": _written("bin"), "oct": _written("oct"), "hex": _written("hex"),
}  # fmt: skip

CONSTRUCTORS: dict[str, Native] = {"int": _int, "float": _float, "bool": _bool}
