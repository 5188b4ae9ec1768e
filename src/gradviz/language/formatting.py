"""`"%.2f" % x` and `"{:.2f}".format(x)`: format strings of the program, filled in by us.

A field names an argument and a specification, and nothing else: no attribute, no item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.conversion import tensor_number
from gradviz.language.machine import Machine
from gradviz.language.texts import (
    charge_format,
    charge_text,
    to_ascii,
    to_format,
    to_repr,
    to_str,
    type_name,
)

_FIELD = re.compile(
    r"%(?:\((?P<key>[^()]*)\))?(?P<flags>[#0\- +]*)(?P<width>\*|\d*)"
    r"(?:\.(?P<precision>\*|\d*))?[hlL]?(?P<kind>.)?",
    re.DOTALL,
)
_TEXTS = {"s": to_str, "r": to_repr, "a": to_ascii}


class _Arguments:
    """The values that a `%` hands out to its fields."""

    def __init__(self, given: object) -> None:
        self.given = given
        self.rest: Iterator[object] = iter(given if isinstance(given, tuple) else (given,))

    def next(self) -> object:
        """The next value."""
        for value in self.rest:
            return value
        raise _wrong("not enough arguments for format string")

    def named(self, key: str) -> object:
        """The value under a key."""
        if not isinstance(self.given, dict):
            raise _wrong("format requires a mapping")
        self.rest = iter(())
        if key not in self.given:
            raise _no_key(key)
        return self.given[key]

    def check_all_used(self) -> None:
        """Complains of values that no field took; a mapping or sequence may be left alone."""
        if not isinstance(self.given, dict | list | Tensor) and any(True for _ in self.rest):
            raise _wrong("not all arguments converted during string formatting")


def percent(machine: Machine, template: str, given: object, site: Site) -> str:
    """`template % given`."""
    arguments = _Arguments(given)
    parts: list[str] = []
    end = 0
    while (start := template.find("%", end)) >= 0:
        parts.append(template[end:start])
        field = _FIELD.match(template, start)
        assert field is not None
        end = field.end()
        parts.append(_filled(machine, field, arguments, site))
    parts.append(template[end:])
    arguments.check_all_used()
    text = "".join(parts)
    charge_text(machine, len(text))
    return text


def _filled(machine: Machine, field: re.Match[str], arguments: _Arguments, site: Site) -> str:
    """One field of a `%` format as text."""
    kind, key = field["kind"], field["key"]
    if kind is None:
        raise TorchError("ValueError", "incomplete format", "GV151")
    if kind == "%":
        return "%"
    named = arguments.named(key) if key is not None else None
    width, precision = (_star(field[name], arguments) for name in ("width", "precision"))
    value = named if key is not None else arguments.next()
    if kind not in "sradiuoxXeEfFgGc":
        text = f"unsupported format character '{kind}' ({ord(kind):#x}) at index {field.end() - 1}"
        raise TorchError("ValueError", text, "GV151")
    spec = f"%{field['flags']}{width}" + ("" if precision is None else f".{precision}")
    charge_format(machine, spec)
    write = _TEXTS.get(kind)
    try:
        if write is not None:
            return f"{spec}s" % write(machine, value)
        return f"{spec}{kind}" % _number(machine, kind, value, site)
    except (ValueError, OverflowError) as error:
        raise TorchError(type(error).__name__, str(error), "GV151") from None


def _star(part: str | None, arguments: _Arguments) -> str | None:
    """A width or precision, which `*` takes from the arguments."""
    if part != "*":
        return part
    value = arguments.next()
    if not isinstance(value, int):
        raise _wrong("* wants int")
    return str(int(value))


def _number(machine: Machine, kind: str, value: object, site: Site) -> int | float | str:
    """What a field for numbers gets: only ever a plain number that suits it."""
    if kind == "c":
        if isinstance(value, int) and 0 <= value < 0x110000:
            return value
        if isinstance(value, str) and len(value) == 1:
            return value
        raise _wrong("%c requires int or char")
    if type(value) is Tensor and kind not in "oxX":
        value = tensor_number(machine, value, site, warns=kind in "eEfFgG")
    if isinstance(value, np.ndarray | np.generic) and value.size == 1 and kind not in "oxX":
        value = value.item()
    if kind in "oxX":
        if isinstance(value, int):
            return value
        raise _wrong(f"%{kind} format: an integer is required, not {type_name(value)}")
    if not isinstance(value, int | float):
        if kind in "diu":
            raise _wrong(f"%{kind} format: a real number is required, not {type_name(value)}")
        raise _wrong(f"must be real number, not {type_name(value)}")
    try:
        return int(value) if kind in "diu" else float(value)
    except (ValueError, OverflowError) as error:
        raise TorchError(type(error).__name__, str(error), "GV151") from None


def _wrong(text: str) -> TorchError:
    return TorchError("TypeError", text, "GV151")


def _no_key(key: str) -> TorchError:
    error = TorchError("KeyError", repr(key), "GV151")
    error.args = (key,)
    return error


# ── str.format ────────────────────────────────────────────────────────────────────────────────

_NESTED = 2
"""A specification may hold fields, whose own specifications may not: Python's own limit."""


# No name that begins with an underscore: what stands in a text may come from anywhere.
_PART = re.compile(r"\.(?!_)(\w+)|\[([^\]]{1,1000})\]")


class _Fields:
    """The arguments of `str.format`: those without a number are counted."""

    def __init__(self, values: list[object], named: Mapping[str, object]) -> None:
        self.values = values
        self.named = named
        self.count: int | None = None
        self.numbered = False

    def value(self, machine: Machine, field: str) -> object:
        """The argument that a field names."""
        name = re.split(r"[.\[]", field, maxsplit=1)[0]
        if name.isdecimal() or not name:
            value = self.at(name)
        elif name in self.named:
            value = self.named[name]
        else:
            raise _no_key(name)
        return value if name == field else self.part(machine, value, field, field[len(name) :])

    def part(self, machine: Machine, value: object, field: str, path: str) -> object:
        """What stands after the name: ".shape", "[0]", each of the value before it."""
        from gradviz.language.attributes import get_attribute  # noqa: PLC0415  # a cycle
        from gradviz.language.containers import get_item  # noqa: PLC0415  # a cycle

        site = machine.statement or (1, 0, 1, 0)
        while path:
            found = _PART.match(path)
            if found is None:
                text = f"gradviz cannot read the field '{field}' of a format string"
                raise TorchError("ValueError", text, "GV151")
            machine.budget.charge_step()
            attribute, item = found.groups()
            if attribute:
                value = get_attribute(machine, value, attribute, site)
            else:
                value = get_item(machine, value, int(item) if item.isdecimal() else item, site)
            path = path[found.end() :]
        return value

    def at(self, number: str) -> object:
        """The argument at a position, the next one where none is given."""
        counted = self.count is not None
        if (self.numbered and not number) or (counted and number):
            before, after = ("manual field specification", "automatic field numbering")
            if number:
                before, after = ("automatic field numbering", "manual field specification")
            text = f"cannot switch from {before} to {after}"
            raise TorchError("ValueError", text, "GV151")
        if number:
            self.numbered = True
            position = int(number[:9])
        else:
            position = self.count or 0
            self.count = position + 1
        if position >= len(self.values):
            text = f"Replacement index {position} out of range for positional args tuple"
            raise TorchError("IndexError", text, "GV151")
        return self.values[position]


def formatted(
    machine: Machine, template: str, values: list[object], named: Mapping[str, object]
) -> str:
    """`template.format(*values, **named)`."""
    return _formatted(machine, template, _Fields(values, named), _NESTED)


def _formatted(machine: Machine, template: str, fields: _Fields, levels: int) -> str:
    from string import Formatter  # noqa: PLC0415  # its parser alone: nothing of it is called

    if not levels:
        raise TorchError("ValueError", "Max string recursion exceeded", "GV151")
    parts: list[str] = []
    try:
        for literal, field, spec, conversion in Formatter().parse(template):
            parts.append(literal)
            if field is not None:
                value = _converted(machine, fields.value(machine, field), conversion)
                inner = _formatted(machine, spec, fields, levels - 1) if spec else ""
                parts.append(to_format(machine, value, inner))
    except ValueError as error:
        raise TorchError("ValueError", str(error), "GV151") from None
    text = "".join(parts)
    charge_text(machine, len(text))
    return text


def _converted(machine: Machine, value: object, conversion: str | None) -> object:
    if conversion is None:
        return value
    convert = _TEXTS.get(conversion)
    if convert is None:
        text = f"Unknown conversion specifier {conversion}"
        raise TorchError("ValueError", text, "GV151")
    return convert(machine, value)
