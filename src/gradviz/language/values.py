"""The values that a program computes with.

Numbers, strings, None, tuples, lists, dicts, sets, slices and ranges are Python's own: plain data.
Everything else is a type of ours, below, or a `Tensor` or `DType` of the engine. No value has an
attribute that a program could reach but through the tables of `gradviz.language.names`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gradviz.engine.messages import TorchError

if TYPE_CHECKING:
    from gradviz.engine.tensor import Node, Site, Tensor
    from gradviz.language.machine import Machine

Arguments = tuple[list[object], dict[str, object]]


class Frame(dict[str, object]):
    """The variables of one call, or of the module; `outer` is where the function was defined."""

    __slots__ = ("outer",)

    def __init__(self, outer: Frame | None = None) -> None:
        self.outer = outer


Native = Callable[["Machine", list[object], dict[str, object], "Site"], object]
"""How a function of ours is called: with arguments, keywords, and where the call stands."""


class Builtin:
    """A function that a program can call and that we wrote: `print`, `torch.zeros`, `x.item`."""

    __slots__ = ("call", "name")

    def __init__(self, name: str, call: Native) -> None:
        self.name = name
        self.call = call


class Method:
    """A builtin with the value before the dot: `x.item`."""

    __slots__ = ("call", "name", "owner")

    def __init__(self, name: str, owner: object, call: Native) -> None:
        self.name = name
        self.owner = owner
        self.call = call


class Namespace:
    """A module of the program's world: `torch`, `torch.nn.functional`, `math`."""

    __slots__ = ("members", "name")

    def __init__(self, name: str, members: dict[str, object]) -> None:
        self.name = name
        self.members = members


class Parameters:
    """The parameters of a function: names by kind, and their defaults' values."""

    __slots__ = ("defaults", "keyword_only", "keywords", "positional", "rest")

    def __init__(
        self,
        positional: list[str],
        keyword_only: list[str],
        rest: str | None,
        keywords: str | None,
        defaults: dict[str, object],
    ) -> None:
        self.positional = positional
        self.keyword_only = keyword_only
        self.rest = rest
        self.keywords = keywords
        self.defaults = defaults


class Function:
    """A function that the program defined."""

    __slots__ = ("body", "frame", "name", "parameters", "wrappers")

    def __init__(
        self,
        name: str,
        parameters: Parameters,
        body: Callable[[Frame], object],
        frame: Frame | None,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.body = body
        self.frame = frame
        self.wrappers: tuple[GradMode, ...] = ()
        """Grad modes that it runs under, as a decorator sets them."""


class GradMode:
    """`torch.no_grad()` and its kin: a mode for a `with` block or a decorated function."""

    __slots__ = ("before", "enabled", "immediate", "name")

    def __init__(self, name: str, enabled: bool) -> None:
        self.name = name
        self.enabled = enabled
        self.before: list[tuple[bool, str]] = []
        self.immediate: tuple[bool, str] | None = None
        """What was set before `torch.set_grad_enabled` took effect without any `with`."""


class Type:
    """A type as a value: what `type(x)` gives, what `isinstance` and `except` take."""

    __slots__ = ("base", "call", "name")

    def __init__(self, name: str, base: Type | None = None, call: Native | None = None) -> None:
        self.name = name
        self.base = base
        self.call = call

    def is_a(self, other: Type) -> bool:
        """Whether it is `other` or derives from it."""
        kind: Type | None = self
        while kind is not None:
            if kind is other:
                return True
            kind = kind.base
        return False


class ExceptionValue:
    """An exception as a value: what `except … as e` binds."""

    __slots__ = ("args", "type")

    def __init__(self, type: Type, args: tuple[object, ...]) -> None:
        self.type = type
        self.args = args


class Raised(TorchError):
    """An exception that the program itself raised, under way to a handler."""

    def __init__(self, value: ExceptionValue, message: str) -> None:
        super().__init__(value.type.name, message, "")
        self.value = value


class Size(tuple[int, ...]):
    """`torch.Size`."""

    __slots__ = ()


class Results(tuple["Tensor", ...]):
    """Several results of one call, with names: `torch.return_types.max`."""

    kind: str
    fields: tuple[str, ...]

    @classmethod
    def of(cls, tensors: tuple[Tensor, ...], kind: str, fields: tuple[str, ...]) -> Results:
        """The tensors under the names of the op's outputs."""
        results = cls(tensors)
        results.kind = kind
        results.fields = fields
        return results


class Device:
    """`torch.device`; gradviz has the CPU alone."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind


class GradFn:
    """A node of the backward graph as a value: `y.grad_fn`, an entry of `next_functions`."""

    __slots__ = ("name", "node")

    def __init__(self, name: str, node: Node) -> None:
        self.name = name
        self.node = node


class HookHandle:
    """What `register_hook` gives: `remove()` takes the hook away."""

    __slots__ = ("hooks", "key")

    def __init__(self, hooks: dict[int, Callable[[Tensor], Tensor | None]], key: int) -> None:
        self.hooks = hooks
        self.key = key


class Iteration:
    """An iterator as a value: what `zip`, `enumerate`, `map`, `iter` give."""

    __slots__ = ("items", "kind")

    def __init__(self, kind: str, items: Iterator[object]) -> None:
        self.kind = kind
        self.items = items
