"""The values that a program computes with.

Numbers, strings, None, tuples, lists, dicts, slices and ranges are Python's own: plain data.
Everything else is a type of ours, below, or a `Tensor` or `DType` of the engine. No value has an
attribute that a program could reach but through the tables of `gradviz.language.names`.
"""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import TYPE_CHECKING, Any

import msgspec

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


class Unbound(msgspec.Struct, frozen=True):
    """The subject of a NameError: a name that nothing binds, and those that stand ready."""

    name: str
    builtins: Mapping[str, object]


class Namespace:
    """A module of the program's world: `torch`, `torch.nn.functional`, `math`.

    `parts` give its members, each when a name is asked for that none before it has. `rows` are
    further names, each of an entry of the op table, which `make` turns into a function.
    """

    __slots__ = ("make", "members", "name", "parts", "rows")

    def __init__(
        self,
        name: str,
        parts: Iterable[Callable[[], dict[str, object]]],
        rows: Mapping[str, str],
        make: Callable[[str, str], Native],
    ) -> None:
        self.name = name
        self.parts = iter(parts)
        self.rows = rows
        self.make = make
        self.members: dict[str, object] = {}
        """What has been asked for, and what came with it."""

    def __contains__(self, name: str) -> bool:
        if name in self.members or name in self.rows:
            return True
        for part in self.parts:
            self.members |= part()
            if name in self.members:
                return True
        return False

    def __iter__(self) -> Iterator[str]:
        for part in self.parts:
            self.members |= part()
        return iter(self.members.keys() | self.rows.keys())

    def __getitem__(self, name: str) -> object:
        if name not in self.members and name in self.rows:
            self.members[name] = Builtin(name, self.make(name, self.rows[name]))
        elif name not in self:
            raise KeyError(name)
        return self.members[name]


class Parameters:
    """The parameters of a function: names by kind, and their defaults' values."""

    __slots__ = ("by_place", "defaults", "keyword_only", "keywords", "positional", "rest")

    def __init__(
        self,
        positional: list[str],
        by_place: int,
        keyword_only: list[str],
        rest: str | None,
        keywords: str | None,
        defaults: dict[str, object],
    ) -> None:
        self.positional = positional
        self.by_place = by_place
        """How many of the positional ones stand before a `/`: they cannot be named."""
        self.keyword_only = keyword_only
        self.rest = rest
        self.keywords = keywords
        self.defaults = defaults

    def with_defaults(self, defaults: dict[str, object]) -> Parameters:
        """The same with other defaults."""
        return Parameters(
            self.positional, self.by_place, self.keyword_only, self.rest, self.keywords, defaults
        )


class Function:
    """A function that the program defined."""

    __slots__ = (
        "body", "doc", "extras", "frame", "library", "name", "parameters", "qualified",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        parameters: Parameters,
        body: Callable[[Frame], object],
        frame: Frame | None,
        qualified: str,
        doc: str | None = None,
        library: bool = False,
    ) -> None:
        self.library = library
        """Whether it stands on a page of ours."""
        self.name = name
        self.parameters = parameters
        self.body = body
        self.frame = frame
        self.qualified = qualified
        """With the functions around it: "f.<locals>.g"."""
        self.doc = doc
        self.extras: dict[str, object] | None = None
        """Attributes that the program put on it."""

    def with_body(self, body: Callable[[Frame], object]) -> Function:
        """The same function with another body."""
        return Function(
            self.name, self.parameters, body, self.frame, self.qualified, self.doc, self.library
        )

    @property
    def label(self) -> str:
        """How a scope names a call of it; the making of an object by its class."""
        owner = self.qualified.rpartition(".")[0]
        return owner if self.name == "__init__" and owner else self.name


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

    __slots__ = ("base", "call", "derive", "name")

    def __init__(self, name: str, base: Type | None = None, call: Native | None = None) -> None:
        self.name = name
        self.base = base
        self.call = call
        self.derive: Callable[[Machine, Any], None] | None = None
        """What becomes of a class that derives from it, when its body has run."""

    def is_a(self, other: Type) -> bool:
        """Whether it is `other` or derives from it."""
        kind: Type | None = self
        while kind is not None:
            if kind is other:
                return True
            kind = kind.base
        return False

    def covers(self, kind: Type) -> bool:
        """Whether the values of `kind` count as its own all the same."""
        return False


class ExceptionValue:
    """An exception as a value: what `except … as e` binds."""

    __slots__ = ("args", "attributes", "cause", "code", "site", "type")

    def __init__(self, type: Type, args: tuple[object, ...], code: str = "") -> None:
        self.type = type
        self.args = args
        self.code = code
        self.attributes: dict[str, object] = {}
        """What the program put on it."""
        self.cause: ExceptionValue | None = None
        """What stood after `from` when it was raised."""
        self.site: Site | None = None
        """Where it was first raised: raising it again tells of the same place."""


class Raised(TorchError):  # noqa: N818  # it is an error only if nothing handles it
    """An exception that the program itself raised, under way to a handler."""

    def __init__(self, value: ExceptionValue, message: str) -> None:
        super().__init__(value.type.name, message, value.code)
        self.value = value


class Set:
    """A `set`, which keeps the order in which its items came: Python's own depends on hashes."""

    __slots__ = ("items",)

    def __init__(self, items: Iterable[object] = ()) -> None:
        self.items: dict[object, None] = dict.fromkeys(items)


class FrozenSet(Set):
    """A `frozenset`."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(frozenset(self.items))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FrozenSet) and self.items.keys() == other.items.keys()


class OrderedDict(dict[object, object]):
    """A `collections.OrderedDict`."""

    __slots__ = ()


class DictView:
    """What `keys()`, `values()` and `items()` of a dict give."""

    __slots__ = ("kind", "owner")

    def __init__(self, kind: str, owner: dict[object, object]) -> None:
        self.kind = kind
        self.owner = owner

    def read(self) -> KeysView[object] | ValuesView[object] | ItemsView[object, object]:
        """The dict's own view."""
        if self.kind == "keys":
            return self.owner.keys()
        return self.owner.values() if self.kind == "values" else self.owner.items()


class Anything:
    """What `object()` gives: a value that is equal to nothing but itself."""

    __slots__ = ()


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


class Record:
    """A value with named fields and a repr of its own: `torch.finfo(…)`."""

    __slots__ = ("fields", "kind", "text")

    def __init__(self, kind: str, fields: dict[str, object], text: str) -> None:
        self.kind = kind
        self.fields = fields
        self.text = text


class Device:
    """`torch.device`; gradviz has the CPU alone."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __hash__(self) -> int:
        return hash(self.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and self.kind == other.kind


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
    """An iterator as a value: what `zip`, `enumerate`, `map`, `iter`, a generator give."""

    __slots__ = ("items", "kind", "name")

    def __init__(self, kind: str, items: Iterator[object], name: str = "") -> None:
        self.kind = kind
        self.name = name
        """Of a generator: the function that gave it."""
        self.items = items


def stopped(end: StopIteration) -> TorchError:
    """What `next` raises where an iterator ended so, with what a generator returned."""
    result = () if end.value is None else (end.value,)
    error = TorchError("StopIteration", str(*result), "GV162")
    error.args = result
    return error
