"""Methods of Python's own values: strings, lists, dicts, sets, and of our iterators and handles."""

from __future__ import annotations

from collections.abc import Callable

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.containers import iterate
from gradviz.language.machine import Machine, native_error
from gradviz.language.texts import to_format, to_repr, to_str, type_name
from gradviz.language.values import HookHandle, Iteration, Native, Results, Size

_NATIVE_ERRORS = (LookupError, TypeError, ValueError, OverflowError, AttributeError)


def _plain(function: Callable[..., object]) -> Native:
    """A method of Python's that neither keeps nor calls anything of the program's."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner = args[0]
        size = len(owner) if isinstance(owner, str | list | tuple | dict | set) else 1
        machine.budget.charge_work(size + 1)
        if any(isinstance(arg, Tensor) for arg in args[1:]) and isinstance(owner, str):
            text = f"descriptor requires a 'str' object but received a '{type_name(args[1])}'"
            raise TorchError("TypeError", text, "GV159")
        try:
            result = function(*args, **keywords)
        except _NATIVE_ERRORS as error:
            raise native_error(error) from None
        if isinstance(result, str | list):
            machine.budget.charge_op(len(result), 0)
        return result

    return run


def _table(kind: type, names: str) -> dict[str, Native]:
    """Methods of a Python type by their names: written here, never taken from a program."""
    return {name: _plain(getattr(kind, name)) for name in names.split()}


def _join(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    separator, items = args
    assert isinstance(separator, str)
    texts = list(iterate(machine, items, site))
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            message = f"sequence item {position}: expected str instance, {type_name(text)} found"
            raise TorchError("TypeError", message, "GV159")
    lengths = sum(len(text) + len(separator) for text in texts if isinstance(text, str))
    machine.budget.charge_op(lengths, 0)
    return separator.join(text for text in texts if isinstance(text, str))


def _format(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`"{} {name:.2f}".format(…)`: fields name arguments, and nothing of theirs."""
    template, *values = args
    assert isinstance(template, str)
    return formatted(machine, template, values, keywords)


def formatted(
    machine: Machine, template: str, values: list[object], named: dict[str, object]
) -> str:
    """A format string with its fields filled in; no attributes or items are looked up."""
    from string import Formatter  # noqa: PLC0415  # its parser alone: nothing of it is called

    parts: list[str] = []
    counter = 0
    try:
        fields = list(Formatter().parse(template))
    except ValueError as error:
        raise native_error(error) from None
    for literal, field, spec, conversion in fields:
        parts.append(literal)
        if field is None:
            continue
        if field == "":
            field, counter = str(counter), counter + 1
        value = _field(field, values, named)
        if conversion in ("r", "a"):
            value = to_repr(machine, value)
        elif conversion == "s":
            value = to_str(machine, value)
        inner = formatted(machine, spec, values[counter:], named) if spec and "{" in spec else spec
        parts.append(to_format(machine, value, inner or ""))
    text = "".join(parts)
    machine.budget.charge_op(len(text), 0)
    return text


def _field(field: str, values: list[object], named: dict[str, object]) -> object:
    if field.isdecimal():
        position = int(field)
        if position >= len(values):
            text = f"Replacement index {position} out of range for positional args tuple"
            raise TorchError("IndexError", text, "GV151")
        return values[position]
    if field in named:
        return named[field]
    if "." in field or "[" in field:
        raise TorchError(
            "ValueError", "gradviz does not look up attributes or items in a format string", "GV151"
        )
    raise TorchError("KeyError", repr(field), "GV151")


def _sort(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    from gradviz.language.builtins import sorted_values  # noqa: PLC0415  # a cycle

    items = args[0]
    assert isinstance(items, list)
    items[:] = sorted_values(machine, items, keywords, site)
    return None


def _grow(name: str) -> Native:
    """`append`, `insert`, `extend`, `update`: they make a value larger."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner, *rest = args
        machine.budget.charge_work(1)
        if name == "extend" and isinstance(owner, list):
            items = list(iterate(machine, rest[0], site))
            machine.budget.charge_op(len(items), 0)
            owner.extend(items)
        elif name == "append" and isinstance(owner, list):
            owner.append(*rest)
        elif name == "insert" and isinstance(owner, list):
            owner.insert(*rest)  # type: ignore[arg-type]
        elif name == "update" and isinstance(owner, dict):
            owner.update(*rest, **keywords)  # type: ignore[arg-type]
        elif name == "update" and isinstance(owner, set):
            owner.update(iterate(machine, rest[0], site))
        return None

    return run


def _view(name: str) -> Native:
    """`keys`, `values`, `items` of a dict, as lists: nothing of the program can tell."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner = args[0]
        assert isinstance(owner, dict)
        machine.budget.charge_work(len(owner))
        if name == "keys":
            return list(owner)
        return list(owner.values()) if name == "values" else list(owner.items())

    return run


def _remove_hook(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    handle = args[0]
    assert isinstance(handle, HookHandle)
    handle.hooks.pop(handle.key, None)
    return None


def _numel(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    from math import prod  # noqa: PLC0415

    assert isinstance(args[0], Size)
    return prod(args[0])


_STRING = _table(
    str,
    "capitalize center count endswith find index isalpha isdigit islower isupper ljust lower"
    " lstrip partition replace rfind rjust rsplit rstrip split splitlines startswith strip title"
    " upper zfill",
) | {"join": _join, "format": _format}

_TUPLE = _table(tuple, "count index")

METHODS_OF: dict[type, dict[str, Native]] = {
    str: _STRING,
    list: _table(list, "pop remove clear index count reverse copy")
    | {"append": _grow("append"), "extend": _grow("extend"), "insert": _grow("insert"),
       "sort": _sort},
    tuple: _TUPLE,
    Size: _TUPLE | {"numel": _numel},
    Results: _TUPLE,
    dict: _table(dict, "get pop clear copy setdefault popitem")
    | {name: _view(name) for name in ("keys", "values", "items")}
    | {"update": _grow("update")},
    set: _table(set, "add discard remove clear copy union intersection difference")
    | {"update": _grow("update")},
    HookHandle: {"remove": _remove_hook},
    Iteration: {},
    float: _table(float, "is_integer"),
}  # fmt: skip
"""The methods of each type: a name that is not here does not exist for a program."""
