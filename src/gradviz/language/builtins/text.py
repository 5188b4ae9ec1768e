"""Builtins that print, and that give text."""

from __future__ import annotations

from gradviz.engine.tensor import Site
from gradviz.language.attributes import get_attribute
from gradviz.language.calls import call
from gradviz.language.machine import Machine
from gradviz.language.signature import named, positional, wrong_call
from gradviz.language.texts import to_ascii, to_format, to_repr, to_str, type_name
from gradviz.language.values import Native


def _print(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    for name in keywords:
        if name not in ("sep", "end", "flush", "file"):
            raise wrong_call(f"'{name}' is an invalid keyword argument for print()")
    separator, end = (_part(keywords, name, default) for name, default in _PARTS)
    pieces = [to_str(machine, arg) for arg in args]
    stream = keywords.get("file")
    if stream is None:
        machine.print(separator.join(pieces) + end, site)
        return None
    write = get_attribute(machine, stream, "write", site)  # of sys.stderr, or the program's own
    for number, piece in enumerate(pieces):
        if number:
            call(machine, write, [separator], {}, site)
        call(machine, write, [piece], {}, site)
    call(machine, write, [end], {}, site)
    return None


_PARTS = (("sep", " "), ("end", "\n"))


def _part(keywords: dict[str, object], name: str, default: str) -> str:
    value = keywords.get(name)
    if value is None:
        return default
    if not isinstance(value, str):
        raise wrong_call(f"{name} must be None or a string, not {type_name(value)}")
    return value


@named("str", "object", object="")
def _str(machine: Machine, site: Site, value: object) -> object:
    return to_str(machine, value)


@positional("repr", 1)
def _repr(machine: Machine, site: Site, value: object) -> object:
    return to_repr(machine, value)


@positional("ascii", 1)
def _ascii(machine: Machine, site: Site, value: object) -> object:
    return to_ascii(machine, value)


@positional("format", 1, 2)
def _format(machine: Machine, site: Site, value: object, spec: object = "") -> object:
    if not isinstance(spec, str):
        raise wrong_call(f"format() argument 2 must be str, not {type_name(spec)}")
    return to_format(machine, value, spec)


FUNCTIONS: dict[str, Native] = {
    "print": _print, "repr": _repr, "ascii": _ascii, "format": _format,
}  # fmt: skip

CONSTRUCTORS: dict[str, Native] = {"str": _str}
