"""Context managers: what `with` enters and leaves, grad modes and objects of the program alike."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.calls import call, switched
from gradviz.language.exceptions import caught
from gradviz.language.machine import Machine, located
from gradviz.language.objects import MISSING, Instance
from gradviz.language.special import special
from gradviz.language.texts import type_name
from gradviz.language.values import Frame, GradMode


class Manager(Protocol):
    """What stands for a value while a `with` block runs."""

    def enter(self) -> object:
        """Before the block; gives what `as` binds."""

    def leave(self, error: TorchError | None) -> bool:
        """After it, with the error that ended it; says whether that goes no further."""


class _Mode:
    """`torch.no_grad()` and its kin."""

    __slots__ = ("switch",)

    def __init__(self, machine: Machine, mode: GradMode, site: Site) -> None:
        self.switch = switched(machine, mode)

    def enter(self) -> object:
        self.switch.__enter__()
        return None

    def leave(self, error: TorchError | None) -> bool:
        self.switch.__exit__()
        return False


class _Object:
    """An object of a class with `__enter__` and `__exit__`."""

    __slots__ = ("enter_method", "exit_method", "machine", "site")

    def __init__(self, machine: Machine, value: Instance, site: Site) -> None:
        self.machine = machine
        self.site = site
        self.enter_method = special(value, "__enter__")
        self.exit_method = special(value, "__exit__")
        if self.enter_method is MISSING or self.exit_method is MISSING:
            missed = "" if self.enter_method is MISSING else " (missed __exit__ method)"
            raise _no_manager(value, missed)

    def enter(self) -> object:
        return call(self.machine, self.enter_method, [], {}, self.site)

    def leave(self, error: TorchError | None) -> bool:
        told: list[object] = [None, None, None]
        if error is not None:
            value = caught(error)
            told = [value.type, value, None]
        return bool(call(self.machine, self.exit_method, told, {}, self.site))


MANAGERS: dict[type, Callable[[Machine, Any, Site], Manager]] = {
    GradMode: _Mode,
    Instance: _Object,
}
"""How each type of value is entered and left; other modules add theirs."""


def _no_manager(value: object, missed: str = "") -> TorchError:
    text = f"'{type_name(value)}' object does not support the context manager protocol{missed}"
    return TorchError("TypeError", text, "GV157")


class Entered:
    """The context managers of one `with`: entered in order, left in reverse."""

    __slots__ = ("frame", "items", "left", "machine")

    def __init__(
        self,
        machine: Machine,
        items: list[tuple[Callable[[Frame], object], Callable[[Frame, object], None] | None, Site]],
        frame: Frame,
    ) -> None:
        self.machine = machine
        self.items = items
        self.frame = frame
        self.left: list[Manager] = []

    def __enter__(self) -> None:
        try:
            for code, store, site in self.items:
                value = code(self.frame)
                try:
                    make = MANAGERS.get(type(value))
                    if make is None:
                        raise _no_manager(value)
                    manager = make(self.machine, value, site)
                    bound = manager.enter()
                except TorchError as error:
                    raise located(error, site) from None
                self.left.append(manager)
                if store is not None:
                    store(self.frame, bound)
        except BaseException as error:
            self.__exit__(type(error), error, None)
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is not None and not isinstance(error, TorchError):
            self._abandon()
            return False
        pending = error
        while self.left:
            try:
                if self.left.pop().leave(pending):
                    pending = None
            except TorchError as other:
                pending = other
        if pending is not None and pending is not error:
            raise pending
        return pending is None

    def _abandon(self) -> None:
        """At the end of everything only our own modes are set back: no more of the program runs."""
        for manager in reversed(self.left):
            if isinstance(manager, _Mode):
                manager.leave(None)
        self.left.clear()
