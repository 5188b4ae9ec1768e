"""A value on which everything gives itself: what stands for matplotlib and its kin."""

from __future__ import annotations

from collections.abc import Iterator

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import attributes, calls, containers, managers, operators, texts
from gradviz.language.machine import Machine
from gradviz.language.objects import ClassValue
from gradviz.language.values import Function


class Quiet:
    """A module that only shows or logs, or anything that came from one."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def _itself(machine: Machine, value: Quiet, name: object, site: Site) -> Quiet:
    return value


def _unchanged(machine: Machine, value: Quiet, name: object, item: object, site: Site) -> None:
    return None


def _called(
    machine: Machine, value: Quiet, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """What it decorates stays as it is."""
    if len(args) == 1 and not keywords and isinstance(args[0], Function | ClassValue):
        return args[0]
    return value


def _items(machine: Machine, value: Quiet, site: Site) -> Iterator[object]:
    return iter(())


class _Manager:
    def __init__(self, machine: Machine, value: Quiet, site: Site) -> None:
        self.value = value

    def enter(self) -> object:
        return self.value

    def leave(self, error: TorchError | None) -> bool:
        return False


def _operated(machine: Machine, a: object, b: object, site: Site) -> object:
    return a if type(a) is Quiet else b


attributes.GETTERS[Quiet] = containers.ITEM_GETTERS[Quiet] = _itself
attributes.SETTERS[Quiet] = containers.ITEM_SETTERS[Quiet] = _unchanged
calls.CALLERS[Quiet] = _called
containers.ITERATORS[Quiet] = _items
containers.UNPACKED.add(Quiet)
managers.MANAGERS[Quiet] = _Manager
texts.REPRS[Quiet] = lambda machine, value: f"<{value.name}>"
for _symbol in operators.SYMBOLS.values():
    operators.OTHERS[_symbol, Quiet] = _operated
