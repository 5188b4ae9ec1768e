"""warnings: what the program wants to see of them, and its own."""

from __future__ import annotations

from typing import NamedTuple

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import managers
from gradviz.language.exceptions import EXCEPTIONS
from gradviz.language.machine import Machine
from gradviz.language.signature import named, wrong_call
from gradviz.language.texts import to_str, type_name
from gradviz.language.values import Builtin, ExceptionValue, Native, Record, Type

_ACTIONS = ("default", "error", "ignore", "always", "all", "module", "once")


class _Filter(NamedTuple):
    action: str
    parts: tuple[str, ...]
    """What the text must hold, in this order, from its beginning on."""
    category: Type

    def takes(self, category: Type, text: str) -> bool:
        if not category.is_a(self.category):
            return False
        place, text = 0, text.lower()
        for number, part in enumerate(self.parts):
            found = text.find(part, place)
            if found < 0 or (number == 0 and found > 0):
                return False
            place = found + len(part)
        return True


class _Filters:
    """The filters of a run, the latest first, and where warnings go that are recorded."""

    def __init__(self) -> None:
        self.filters: list[_Filter] = []
        self.recorded: list[object] | None = None

    def __call__(self, category: str, text: str, site: Site) -> bool:
        """Whether a warning is not to be shown. Raises it where a filter says "error"."""
        kind = EXCEPTIONS.get(category, EXCEPTIONS["UserWarning"])
        action = next((f.action for f in self.filters if f.takes(kind, text)), "default")
        if action == "error":
            raise TorchError(kind.name, text, "GV150")
        if action == "ignore":
            return True
        if self.recorded is None:
            return False
        value = ExceptionValue(kind, (text,))
        fields = {"message": value, "category": kind, "lineno": site[0], "filename": "program.py"}
        self.recorded.append(Record("WarningMessage", fields, f"<WarningMessage {text[:40]!r}>"))
        return True


def _filters(machine: Machine) -> _Filters:
    if not isinstance(machine.warning_filter, _Filters):
        machine.warning_filter = _Filters()
    return machine.warning_filter


@named("filterwarnings", "action", "message", "category", "module", "lineno", "append",
       message="", category=EXCEPTIONS["Warning"], module="", lineno=0, append=False)  # fmt: skip
def _filterwarnings(
    machine: Machine, site: Site, action: object, message: object, category: object,
    module: object, lineno: object, append: object,
) -> None:  # fmt: skip
    _add(machine, action, message, category, append)


@named("simplefilter", "action", "category", "lineno", "append",
       category=EXCEPTIONS["Warning"], lineno=0, append=False)  # fmt: skip
def _simplefilter(
    machine: Machine, site: Site, action: object, category: object, lineno: object, append: object
) -> None:
    _add(machine, action, "", category, append)


def _add(
    machine: Machine, action: object, message: object, category: object, append: object
) -> None:
    if action not in _ACTIONS:
        text = f"invalid action: {action!r}" if isinstance(action, str) else "invalid action"
        raise TorchError("AssertionError", text, "GV161")
    if not isinstance(category, Type):
        raise TorchError("AssertionError", "category must be a class", "GV161")
    if not isinstance(message, str):
        raise wrong_call("message must be a string")
    machine.budget.charge_elements(len(message) + 16)
    parts = tuple(message.replace("\\", "").lower().split(".*"))
    filters = _filters(machine).filters
    filters.insert(len(filters) if append else 0, _Filter(str(action), parts, category))


@named("resetwarnings")
def _resetwarnings(machine: Machine, site: Site) -> None:
    _filters(machine).filters.clear()


@named("warn", "message", "category", "stacklevel", "source",
       category=None, stacklevel=1, source=None)  # fmt: skip
def _warn(
    machine: Machine, site: Site, message: object, category: object, stacklevel: object,
    source: object,
) -> None:  # fmt: skip
    kind = category
    if isinstance(message, ExceptionValue):
        kind = message.type
    if kind is None:
        kind = EXCEPTIONS["UserWarning"]
    if not isinstance(kind, Type) or not kind.is_a(EXCEPTIONS["Warning"]):
        text = f"category must be a Warning subclass, not '{type_name(kind)}'"
        raise TorchError("TypeError", text, "GV160")
    machine.warn(kind.name, to_str(machine, message), site)


class CatchWarnings:
    """`warnings.catch_warnings(record=True)`: filters set within it end with it."""

    __slots__ = ("action", "record")

    def __init__(self, record: bool, action: str | None) -> None:
        self.record = record
        self.action = action


@named("catch_warnings", "record", "module", "action", "category",
       record=False, module=None, action=None, category=None)  # fmt: skip
def _catch_warnings(
    machine: Machine, site: Site, record: object, module: object, action: object, category: object
) -> CatchWarnings:
    return CatchWarnings(bool(record), action if isinstance(action, str) else None)


class _Caught:
    """What surrounds the block."""

    def __init__(self, machine: Machine, value: CatchWarnings, site: Site) -> None:
        self.machine = machine
        self.value = value
        self.state = _filters(machine)
        self.before = (list(self.state.filters), self.state.recorded)

    def enter(self) -> object:
        if self.value.action is not None:
            _add(self.machine, self.value.action, "", EXCEPTIONS["Warning"], False)
        if self.value.record:
            self.state.recorded = []
            return self.state.recorded
        return None

    def leave(self, error: TorchError | None) -> bool:
        self.state.filters, self.state.recorded = self.before
        return False


managers.MANAGERS[CatchWarnings] = _Caught

_FUNCTIONS: dict[str, Native] = {
    "warn": _warn, "filterwarnings": _filterwarnings, "simplefilter": _simplefilter,
    "resetwarnings": _resetwarnings, "catch_warnings": _catch_warnings,
}  # fmt: skip

MEMBERS: dict[str, object] = {name: Builtin(name, call) for name, call in _FUNCTIONS.items()}
"""The members of `warnings`."""
