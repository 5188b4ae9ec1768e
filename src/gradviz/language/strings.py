"""Methods of strings: Python's own, on plain values alone, paid for by what they can make."""

from __future__ import annotations

from collections.abc import Callable

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.containers import collected
from gradviz.language.conversion import as_index
from gradviz.language.formatting import formatted
from gradviz.language.machine import Machine, native_error
from gradviz.language.signature import Body, method, wrong_call
from gradviz.language.texts import charge_text, type_name
from gradviz.language.values import Native

_PLAIN = (str, int, float, tuple, list, dict, type(None))


_MEASURING = frozenset((
    "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit",
    "isidentifier", "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper",
    "rfind", "rindex", "startswith",
))  # fmt: skip
"""Methods that give a number or a truth value: they make no text."""


def _plain(name: str, least: int, most: int, keywords: tuple[str, ...] = ()) -> Native:
    """A method whose result is at most a few times as long as the string."""
    call: Callable[..., object] = getattr(str, name)  # a name of ours, from the table below

    def body(machine: Machine, site: Site, text: str, *args: object, **named: object) -> object:
        plain = [_argument(arg) for arg in args]
        if name not in _MEASURING:
            charge_text(machine, 3 * len(text))
        machine.budget.charge_work(len(text) * (1 + sum(len(a) for a in plain if type(a) is str)))
        try:
            result = call(text, *plain, **{key: _argument(arg) for key, arg in named.items()})
        except (TypeError, ValueError, OverflowError) as error:
            raise native_error(error) from None
        if isinstance(result, list):
            machine.budget.charge_elements(16 * len(result))
        return result

    return (
        _with_keywords(name, body, keywords)
        if keywords
        else method(f"str.{name}", least, most)(body)
    )


def _argument(value: object) -> object:
    """What Python's own method gets: plain values, whose types it can name in its complaints."""
    if type(value) is Tensor:
        return as_index(value)
    if not isinstance(value, _PLAIN):
        raise wrong_call(f"must be str, not {type_name(value)}")
    return value


def _with_keywords(name: str, body: Body, allowed: tuple[str, ...]) -> Native:
    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        for keyword in keywords:
            if keyword not in allowed:
                raise wrong_call(f"'{keyword}' is an invalid keyword argument for {name}()")
        return body(machine, site, *args, **keywords)

    return run


def _padded(name: str, most: int) -> Native:
    """`center` and its like: the result is as long as they are told."""
    call: Callable[..., str] = getattr(str, name)

    @method(f"str.{name}", 1, most)
    def run(machine: Machine, site: Site, text: str, width: object, *fill: object) -> object:
        size = as_index(width)
        charge_text(machine, max(size, len(text)))
        try:
            return call(text, size, *[_argument(part) for part in fill])
        except (TypeError, OverflowError) as error:
            raise native_error(error) from None

    return run


@method("str.join", 1)
def _join(machine: Machine, site: Site, separator: str, items: object) -> object:
    try:
        texts = collected(machine, items, site)
    except TorchError as error:
        if "not iterable" in error.message:
            error.message = "can only join an iterable"
        raise
    total = len(separator) * len(texts)
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            message = f"sequence item {position}: expected str instance, {type_name(text)} found"
            raise wrong_call(message)
        total += len(text)
    charge_text(machine, total)
    return separator.join(texts)  # type: ignore[arg-type]


@method("str.replace", 2, 3)
def _replace(
    machine: Machine, site: Site, text: str, old: object, new: object, count: object = -1
) -> object:
    for position, part in enumerate((old, new), 1):
        if not isinstance(part, str):
            raise wrong_call(f"replace() argument {position} must be str, not {type_name(part)}")
    assert isinstance(old, str)
    assert isinstance(new, str)
    machine.budget.charge_work(len(text) * (len(old) + 1))
    charge_text(machine, len(text) + text.count(old) * len(new))
    return text.replace(old, new, max(min(as_index(count), 2**62), -1))


@method("str.expandtabs", 0, 1)
def _expandtabs(machine: Machine, site: Site, text: str, size: object = 8) -> object:
    width = min(as_index(size), 2**30)
    charge_text(machine, len(text) + text.count("\t") * max(width, 0))
    return text.expandtabs(width)


def _format(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    template, *values = args
    assert isinstance(template, str)
    return formatted(machine, template, values, keywords)


@method("str.format_map", 1)
def _format_map(machine: Machine, site: Site, template: str, named: object) -> object:
    if not isinstance(named, dict):
        raise wrong_call(f"'{type_name(named)}' object is not subscriptable")
    return formatted(machine, template, [], named)


_WITHOUT_ARGUMENTS = (
    "capitalize casefold isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric"
    " isprintable isspace istitle isupper lower swapcase title upper"
)
_WITH_ARGUMENTS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("lstrip", "rstrip", "strip"), (0, 1)),
    **dict.fromkeys(("partition", "rpartition", "removeprefix", "removesuffix"), (1, 1)),
    **dict.fromkeys(
        ("count", "endswith", "find", "index", "rfind", "rindex", "startswith"), (1, 3)
    ),
}

STRING_METHODS: dict[str, Native] = {
    **{name: _plain(name, 0, 0) for name in _WITHOUT_ARGUMENTS.split()},
    **{name: _plain(name, *counts) for name, counts in _WITH_ARGUMENTS.items()},
    "split": _plain("split", 0, 2, ("sep", "maxsplit")),
    "rsplit": _plain("rsplit", 0, 2, ("sep", "maxsplit")),
    "splitlines": _plain("splitlines", 0, 1, ("keepends",)),
    "center": _padded("center", 2), "ljust": _padded("ljust", 2), "rjust": _padded("rjust", 2),
    "zfill": _padded("zfill", 1),
    "join": _join, "replace": _replace, "expandtabs": _expandtabs, "format": _format,
    "format_map": _format_map,
}  # fmt: skip
"""Each method by its name; `encode` and `translate` would need types that gradviz has not."""
