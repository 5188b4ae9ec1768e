"""Classes that a program defines, and their objects, as values: data alone.

What they do when they are called, compared or added stands in `classes`.
"""

from __future__ import annotations

from collections.abc import Callable

from gradviz.engine.messages import TorchError
from gradviz.language.values import Native, Type

MISSING = object()
"""No such member."""


MEMBER_MAP = "_member_map_"
"""The member of an Enum that holds its members by name."""


class ClassValue(Type):
    """A class: its own members, and the order in which members are looked up."""

    __slots__ = ("abstract", "ask", "bases", "enforced", "members", "mro", "path", "slots")

    def __init__(
        self,
        name: str,
        bases: tuple[Type, ...],
        members: dict[str, object],
        call: Native | None,
        path: str,
    ) -> None:
        super().__init__(name, bases[0] if bases else None, call)
        self.members = members
        self.path = path
        """Its full name, as `repr` shows it: "__main__.Net"."""
        self.mro: list[Type] = [self, *merged(bases)]
        self.bases = bases
        """What it derives from directly, `object` left out."""
        self.enforced = False
        """Whether its metaclass is ABCMeta: no object is made while a method is abstract."""
        self.abstract: list[str] = []
        """The abstract methods that it has, and that nothing has overridden."""
        self.slots: frozenset[str] | None = None
        """The only names that an attribute of its objects can have; None: any."""
        self.ask: Callable[[Instance, str, list[object]], object] | None = None
        """Calls a special method of an object, for the dicts that hold it."""

    def is_a(self, other: Type) -> bool:
        """Whether it is `other` or derives from it."""
        return any(kind is other or (type(kind) is Type and kind.is_a(other)) for kind in self.mro)

    def find(self, name: str) -> object:
        """The member under a name, in order of resolution; MISSING where there is none."""
        for kind in self.mro:
            if isinstance(kind, ClassValue):
                found = kind.members.get(name, MISSING)
                if found is not MISSING:
                    return found
        return MISSING

    def hashing(self) -> object:
        """What hashes its objects: a function, MISSING for their identity, None for nothing.

        A class that says what is equal, and no more, has objects that cannot be hashed.
        """
        for kind in self.mro:
            if isinstance(kind, ClassValue):
                if "__hash__" in kind.members:
                    return kind.members["__hash__"]
                if "__eq__" in kind.members:
                    return None
        return MISSING


def merged(bases: tuple[Type, ...]) -> list[Type]:
    """The order of resolution after the class itself: C3, as Python has it."""
    sequences: list[list[Type]] = [
        list(base.mro) if isinstance(base, ClassValue) else [base] for base in bases
    ]
    sequences.append(list(bases))
    order: list[Type] = []
    while any(sequences):
        for sequence in sequences:
            if sequence and not any(sequence[0] in other[1:] for other in sequences):
                head = sequence[0]
                break
        else:
            listed = ", ".join(base.name for base in bases)
            text = f"Cannot create a consistent method resolution order (MRO) for bases {listed}"
            raise TorchError("TypeError", text, "GV190")
        order.append(head)
        sequences = [[kind for kind in sequence if kind is not head] for sequence in sequences]
    return order


class Instance:
    """An object of a class of the program's."""

    __slots__ = ("__weakref__", "attributes", "cls")

    def __init__(self, cls: ClassValue) -> None:
        self.cls = cls
        self.attributes: dict[str, object] = {}

    def __hash__(self) -> int:
        if self.cls.ask is None or self.cls.hashing() is MISSING:
            return object.__hash__(self)
        number = self.cls.ask(self, "__hash__", [])
        if not isinstance(number, int):
            text = "__hash__ method should return an integer"
            raise TorchError("TypeError", text, "GV153")
        return number

    def __eq__(self, other: object) -> bool:
        """As a key of a dict: objects with a hash of their own say what is equal to them."""
        if self is other:
            return True
        if self.cls.ask is None or self.cls.hashing() in (MISSING, None):
            return NotImplemented
        return self.cls.ask(self, "__eq__", [other]) is True


class NamedTuple(tuple[object, ...]):
    """An object of a class that `namedtuple` or `typing.NamedTuple` made: a tuple with names."""

    cls: ClassValue
    fields: tuple[str, ...]


class BoundMethod:
    """A function of a class with the object (or class) that it is called on."""

    __slots__ = ("function", "owner")

    def __init__(self, function: object, owner: object) -> None:
        self.function = function
        self.owner = owner


class Property:
    """What `@property` makes of a function."""

    __slots__ = ("getter", "setter")

    def __init__(self, getter: object, setter: object = None) -> None:
        self.getter = getter
        self.setter = setter


class StaticMethod:
    """What `@staticmethod` makes of a function."""

    __slots__ = ("function",)

    def __init__(self, function: object) -> None:
        self.function = function


class ClassMethod:
    """What `@classmethod` makes of a function."""

    __slots__ = ("function",)

    def __init__(self, function: object) -> None:
        self.function = function


class Super:
    """`super()`: the members of an object after a class in its order of resolution."""

    __slots__ = ("after", "owner")

    def __init__(self, after: ClassValue, owner: object) -> None:
        self.after = after
        self.owner = owner
