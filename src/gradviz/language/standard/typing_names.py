"""typing and collections.abc: names that stand in annotations, which nobody looks at."""

from __future__ import annotations

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import containers, operators
from gradviz.language.machine import Machine
from gradviz.language.objects import ClassValue
from gradviz.language.signature import positional
from gradviz.language.texts import type_name
from gradviz.language.types import OBJECT, TYPES
from gradviz.language.values import Builtin, Type

_FORMS = (
    "Any Annotated AnyStr ClassVar Concatenate Final ForwardRef Generic Literal LiteralString Never"
    " NoReturn NotRequired Optional ParamSpec Protocol Required Self Text Type TypeAlias TypeGuard"
    " TypeVarTuple Union Unpack"
)
"""Names that no value is an instance of."""

_KINDS = {
    "List": "list", "Tuple": "tuple", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset",
    "DefaultDict": "defaultdict", "OrderedDict": "OrderedDict", "Counter": "Counter",
    "Deque": "deque",
}  # fmt: skip
_ABSTRACT = {
    "Callable": "function builtin_function_or_method method type",
    "Sequence": "list tuple str range Size deque",
    "MutableSequence": "list deque",
    "Mapping": "dict OrderedDict defaultdict Counter",
    "MutableMapping": "dict OrderedDict defaultdict Counter",
    "Iterator": "generator zip map filter enumerate reversed",
    "Generator": "generator",
    "Hashable": "int float str bool tuple frozenset NoneType",
    "Sized": "list tuple str dict set frozenset range Tensor",
    "Collection": "list tuple str dict set frozenset range Size deque",
    "Container": "list tuple str dict set frozenset range Size deque",
    "Iterable": "list tuple str dict set frozenset range Size deque generator zip map filter"
    " enumerate reversed Tensor ndarray",
    "ContextManager": "", "Awaitable": "", "Coroutine": "", "AsyncIterator": "", "KeysView": "",
    "ValuesView": "", "ItemsView": "", "MutableSet": "set", "AbstractSet": "set frozenset",
    "SupportsFloat": "int float", "SupportsInt": "int float", "NamedTupleMeta": "", "IO": "",
    "TextIO": "", "BinaryIO": "", "Pattern": "", "Match": "",
}  # fmt: skip


class AbstractType(Type):
    """A type of `collections.abc`: its instances are those of other types."""

    __slots__ = ("kinds",)

    def __init__(self, name: str, kinds: str) -> None:
        super().__init__(name, OBJECT)
        self.kinds = frozenset(kinds.split())

    def covers(self, kind: Type) -> bool:
        """Whether the instances of `kind` are instances of this one."""
        own: Type | None = kind
        while own is not None:
            if own.name in self.kinds:
                return True
            own = own.base
        return False


def _subscripted(machine: Machine, value: Type, key: object, site: Site) -> Type:
    """`List[int]`, `list[int]`: the type itself."""
    if type(value) is Type and value.name not in _GENERIC:
        text = f"type '{value.name}' is not subscriptable"
        raise TorchError("TypeError", text, "GV163")
    return value


_GENERIC = frozenset((*_KINDS.values(), "type", *_FORMS.split()))


def _either(machine: Machine, a: object, b: object, site: Site) -> object:
    """`int | None`: what isinstance takes as well."""
    kinds: list[object] = []
    for part in (a, b):
        kind = TYPES["NoneType"] if part is None else part
        kinds += kind if isinstance(kind, tuple) else [kind]
    return tuple(kinds)


def _of_class(machine: Machine, cls: ClassValue, key: object, site: Site) -> ClassValue:
    """`Box[int]` of a `class Box(Generic[T])`: the class itself."""
    if not any(kind.name in ("Generic", "Protocol") for kind in cls.mro):
        text = f"type '{cls.name}' is not subscriptable"
        raise TorchError("TypeError", text, "GV163")
    return cls


containers.ITEM_GETTERS[ClassValue] = _of_class
containers.ITEM_GETTERS[Type] = containers.ITEM_GETTERS[AbstractType] = _subscripted
for _kind in (Type, AbstractType):
    operators.OTHERS["|", _kind] = _either


@positional("cast", 2)
def _cast(machine: Machine, site: Site, kind: object, value: object) -> object:
    return value


def _type_variable(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`TypeVar("T", bound=…)`."""
    if not args or not isinstance(args[0], str):
        shown = type_name(args[0]) if args else "nothing"
        raise TorchError("TypeError", f"TypeVar() takes a name, not {shown}", "GV159")
    return Type(args[0], OBJECT)


@positional("NewType", 2)
def _new_type(machine: Machine, site: Site, name: object, kind: object) -> object:
    return Builtin(str(name), _called_alike)


def _called_alike(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    return args[0]


@positional("overload", 1)
def _unchanged(machine: Machine, site: Site, value: object) -> object:
    return value


ABSTRACT: dict[str, object] = {name: AbstractType(name, kinds) for name, kinds in _ABSTRACT.items()}
"""The members of `collections.abc`."""

MEMBERS: dict[str, object] = {
    **{name: Type(name, OBJECT) for name in _FORMS.split()},
    **ABSTRACT,
    "cast": Builtin("cast", _cast), "NewType": Builtin("NewType", _new_type),
    "TypeVar": Builtin("TypeVar", _type_variable),
    "TypedDict": TYPES["dict"],
    "TYPE_CHECKING": False,
    **{name: Builtin(name, _unchanged) for name in
       ("overload", "final", "runtime_checkable", "no_type_check", "override")},
}  # fmt: skip
"""The members of `typing` but for the types that other modules have."""


def typing_members() -> dict[str, object]:
    """The members of `typing`."""
    from gradviz.language.standard import collections_types, named_tuples  # noqa: PLC0415

    kinds = {name: TYPES[kind] for name, kind in _KINDS.items() if kind in TYPES}
    kinds |= {"Counter": collections_types.COUNTER, "Deque": collections_types.DEQUE,
              "DefaultDict": collections_types.DEFAULT_DICT}  # fmt: skip
    return {**MEMBERS, **kinds, "NamedTuple": named_tuples.NAMED_TUPLE}
