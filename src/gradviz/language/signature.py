"""How the arguments of our own functions are bound, with Python's and PyTorch's complaints."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gradviz.engine.messages import TorchError
from gradviz.language.values import Native

if TYPE_CHECKING:
    from gradviz.engine.tensor import Site
    from gradviz.language.machine import Machine

Body = Callable[..., object]
"""Called with the machine, the place of the call, and the arguments."""


def positional(name: str, least: int, most: int | None = None) -> Callable[[Body], Native]:
    """A function that takes from `least` to `most` arguments and no keywords."""
    return _by_place(name, least, least if most is None else most, owners=0)


def method(name: str, least: int = 0, most: int | None = None) -> Callable[[Body], Native]:
    """The same for a method, such as "list.append": the value before the dot is not counted."""
    return _by_place(name, least, least if most is None else most, owners=1)


def _by_place(name: str, least: int, most: int, *, owners: int) -> Callable[[Body], Native]:
    fewest, largest = least + owners, most + owners

    def wrap(body: Body) -> Native:
        def run(
            machine: Machine, args: list[object], keywords: dict[str, object], site: Site
        ) -> object:
            if keywords:
                raise wrong_call(f"{name}() takes no keyword arguments")
            if not fewest <= len(args) <= largest:
                raise _wrong_count(name, least, most, len(args) - owners)
            return body(machine, site, *args)

        return run

    return wrap


def named(name: str, *params: str, **defaults: object) -> Callable[[Body], Native]:
    """A function whose arguments may be given by these names too."""
    signature = Signature(name, params, defaults)

    def wrap(body: Body) -> Native:
        def run(
            machine: Machine, args: list[object], keywords: dict[str, object], site: Site
        ) -> object:
            return body(machine, site, *signature.bind(args, keywords))

        return run

    return wrap


def wrong_call(text: str) -> TorchError:
    """Python's complaint about the arguments of a call."""
    return TorchError("TypeError", text, "GV159")


def _wrong_count(name: str, least: int, most: int, given: int) -> TorchError:
    """As Python words it for a function without parameter names, one of them, or several."""
    if most == 0:
        return wrong_call(f"{name}() takes no arguments ({given} given)")
    if least == most == 1:
        return wrong_call(f"{name}() takes exactly one argument ({given} given)")
    bound = "" if least == most else "at least " if given < least else "at most "
    count = least if given < least else most
    plural = "" if count == 1 else "s"
    short = name.rpartition(".")[2]
    return wrong_call(f"{short} expected {bound}{count} argument{plural}, got {given}")


class Signature:
    """Parameters in order, with defaults for those that have one."""

    __slots__ = ("defaults", "name", "params")

    def __init__(self, name: str, params: tuple[str, ...], defaults: dict[str, object]) -> None:
        self.name = name
        self.params = params
        self.defaults = defaults

    def bind(self, args: list[object], keywords: dict[str, object]) -> list[object]:
        """The arguments in the parameters' order."""
        params = self.params
        if len(args) > len(params):
            text = (
                f"{self.name}() takes {len(params)} positional arguments but {len(args)} were given"
            )
            raise wrong_call(text)
        bound = dict(zip(params, args, strict=False))
        for name, value in keywords.items():
            if name not in params:
                text = f"{self.name}() got an unexpected keyword argument '{name}'"
                raise wrong_call(text)
            if name in bound:
                text = f"{self.name}() got multiple values for argument '{name}'"
                raise wrong_call(text)
            bound[name] = value
        result = []
        for name in params:
            if name in bound:
                result.append(bound[name])
            elif name in self.defaults:
                result.append(self.defaults[name])
            else:
                text = f"{self.name}() missing 1 required positional argument: '{name}'"
                raise wrong_call(text)
        return result
