"""Classes: `class Net(nn.Module): …`, and `super()` within their methods."""

from __future__ import annotations

import ast
from collections.abc import Callable

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language import classes as _classes  # noqa: F401  # what objects do
from gradviz.language.calls import call
from gradviz.language.classes import raisable
from gradviz.language.compiler import (
    Code,
    Compiler,
    Scope,
    construct,
    docstring,
    names_of_function,
)
from gradviz.language.constructs.statements import block
from gradviz.language.containers import collected
from gradviz.language.exceptions import EXCEPTIONS
from gradviz.language.machine import Machine, located
from gradviz.language.objects import (
    BoundMethod,
    ClassMethod,
    ClassValue,
    Instance,
    Property,
    StaticMethod,
    Super,
)
from gradviz.language.program import site_of
from gradviz.language.special import special
from gradviz.language.texts import type_name
from gradviz.language.values import Frame, Function, Native, Type

CLASS_CELL = "__class__"
"""Where the frame of a class body keeps the class, for `super()` in its methods."""


@construct(ast.ClassDef)
def class_definition(compiler: Compiler, node: ast.ClassDef) -> Code:
    """`class Name(Base, …): …`, under any decorators."""
    machine, site = compiler.machine, site_of(node)
    decorators = [(compiler.code(item), site_of(item)) for item in node.decorator_list]
    bases = compiler.codes(node.bases)
    enforced, keywords = _keywords(compiler, node)
    local, declared = names_of_function(list(node.body), set())
    scope = Scope(local, compiler.scope, frozenset(declared), of_class=True)
    with compiler.inside_class(node.name, scope):
        body = block(compiler, node.body)
    store = compiler.write(node.name, site)
    annotations = [
        item.target.id for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        and not _is_class_variable(item.annotation)
    ]  # fmt: skip
    path = f"{compiler.module}.{compiler.path}{node.name}"
    doc = docstring(node.body)

    def run(frame: Frame) -> object:
        wrappers = [(decorator(frame), place) for decorator, place in decorators]
        kinds = tuple(base(frame) for base in bases)
        given = {name: code(frame) for name, code in keywords}
        own = Frame(frame)
        own["__doc__"] = doc
        body(own)
        try:
            cls = class_of(machine, node.name, kinds, own, path, annotations)
            cls.enforced = cls.enforced or enforced
            cls.abstract = _abstract(cls) if cls.enforced else []
            _initialise_subclass(machine, cls, given, site)
            value: object = cls
            for wrapper, place in reversed(wrappers):
                value = call(machine, wrapper, [value], {}, place)
        except TorchError as error:
            raise located(error, site) from None
        store(frame, value)
        return None

    return run


def _keywords(compiler: Compiler, node: ast.ClassDef) -> tuple[bool, list[tuple[str, Code]]]:
    """Whether abstract methods are enforced, and what `__init_subclass__` is called with.

    The one metaclass that there is, beside `type`, is ABCMeta.
    """
    enforced, keywords = False, []
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id == "type" and "type" not in compiler.bound_names:
            raise _metaclass(compiler, base)
    for keyword in node.keywords:
        if keyword.arg is None:
            raise compiler.unsupported(node, "** among a class's bases")
        if keyword.arg == "metaclass":
            name = _last_name(keyword.value)
            if name not in ("ABCMeta", "type"):
                raise _metaclass(compiler, keyword.value)
            enforced = name == "ABCMeta"
        else:
            keywords.append((keyword.arg, compiler.code(keyword.value)))
    return enforced, keywords


def _metaclass(compiler: Compiler, node: ast.expr) -> Exception:
    return compiler.unsupported(node, *METACLASS)


METACLASS = (
    "a metaclass",
    "'__init_subclass__' of a base, or a decorator, can look at a class and change it",
)
"""What is refused of classes, and what to do instead."""


def _abstract(cls: ClassValue) -> list[str]:
    """The names of its methods that are still abstract, sorted as Python names them."""
    names = {name for kind in cls.mro if isinstance(kind, ClassValue) for name in kind.members}
    return sorted(name for name in names if _is_abstract(cls.find(name)))


def _is_abstract(member: object) -> bool:
    """Whether it is a function under `@abstractmethod`, whatever stands around it."""
    if isinstance(member, Property):
        return _is_abstract(member.getter) or _is_abstract(member.setter)
    if isinstance(member, StaticMethod | ClassMethod):
        member = member.function
    return isinstance(member, Function) and (member.extras or {}).get(_ABSTRACT) is True


_ABSTRACT = "__isabstractmethod__"
"""The attribute by which `@abstractmethod` marks a function."""


def _initialise_subclass(
    machine: Machine, cls: ClassValue, keywords: dict[str, object], site: Site
) -> None:
    """Tells the bases of a new class: `__init_subclass__`, with the keywords after them."""
    for kind in cls.mro[1:]:
        if isinstance(kind, ClassValue) and "__init_subclass__" in kind.members:
            member = kind.members["__init_subclass__"]
            function = member.function if isinstance(member, ClassMethod) else member
            call(machine, BoundMethod(function, cls), [], keywords, site)
            return
    if keywords:
        text = f"{cls.name}.__init_subclass__() takes no keyword arguments"
        raise TorchError("TypeError", text, "GV159")


def _is_class_variable(annotation: ast.expr) -> bool:
    """Whether it is `ClassVar` or `ClassVar[…]`: such a name is no field of a data class."""
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    return _last_name(annotation) == "ClassVar"


def _last_name(node: ast.expr) -> str:
    """`ABCMeta` of both `ABCMeta` and `abc.ABCMeta`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def class_of(
    machine: Machine,
    name: str,
    bases: tuple[object, ...],
    frame: Frame,
    path: str,
    annotations: list[str],
) -> ClassValue:
    """The class of a body that has run in `frame`."""
    kinds = []
    for base in bases:
        if not isinstance(base, Type):
            text = f"a class cannot derive from '{type_name(base)}'"
            raise TorchError("TypeError", text, "GV190")
        if base.name != "object":
            kinds.append(base)
    machine.budget.charge_step()
    members: dict[str, object] = dict(frame)
    members["__annotations__"] = annotations
    cls = ClassValue(name, tuple(kinds), members, _native(kinds), path)
    cls.ask = _asker(machine)
    cls.slots = _slots(machine, cls)
    cls.enforced = any(isinstance(kind, ClassValue) and kind.enforced for kind in kinds)
    frame[CLASS_CELL] = cls
    if any(kind.is_a(EXCEPTIONS["BaseException"]) for kind in kinds):
        cls.call = raisable(cls)
    for kind in cls.mro[1:]:
        if kind.derive is not None:
            kind.derive(machine, cls)
            break
    return cls


def _asker(machine: Machine) -> Callable[[Instance, str, list[object]], object]:
    """Calls a special method of an object at the place of the statement that runs."""

    def ask(owner: Instance, name: str, args: list[object]) -> object:
        return call(machine, special(owner, name), args, {}, machine.statement or (1, 0, 1, 0))

    return ask


def _slots(machine: Machine, cls: ClassValue) -> frozenset[str] | None:
    """The names in `__slots__` of a class and its bases; None where one of them has none."""
    names: set[str] = set()
    for kind in cls.mro:
        given = kind.members.get("__slots__") if isinstance(kind, ClassValue) else ()
        if given is None:
            return None
        site = machine.statement or (1, 0, 1, 0)
        listed = [given] if isinstance(given, str) else collected(machine, given, site)
        names.update(str(name) for name in listed)
    for name in cls.members.keys() & names:
        text = f"'{name}' in __slots__ conflicts with class variable"
        raise TorchError("ValueError", text, "GV190")
    return None if "__dict__" in names else frozenset(names)


def _native(kinds: list[Type]) -> Native | None:
    """How a class is called whose base is made by a function of ours."""
    for kind in kinds:
        if isinstance(kind, ClassValue) and kind.call is not None:
            return kind.call
    return None


def super_code(compiler: Compiler, node: ast.Call) -> Code | None:
    """`super()` and `super(Class, self)`; None where it is no such call."""
    site, machine = site_of(node), compiler.machine
    if node.args:
        if len(node.args) != 2:
            return None
        cls_code, owner_code = compiler.codes(node.args)

        def run_given(frame: Frame) -> object:
            return _super(machine, cls_code(frame), owner_code(frame), site)

        return run_given
    first = compiler.first_parameter
    if first is None:
        return None
    cell, owner = compiler.read(CLASS_CELL, node), compiler.read(first, node)
    return lambda frame: _super(machine, cell(frame), owner(frame), site)


def _super(machine: Machine, cls: object, owner: object, site: Site) -> Super:
    if not isinstance(cls, ClassValue):
        raise located(TorchError("RuntimeError", "super(): no arguments", "GV190"), site)
    return Super(cls, owner)
